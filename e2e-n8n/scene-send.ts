// Twenty leads: taken in, researched, prepared, mailed, by the workflows that ignition deployed.
import assert from "node:assert/strict";
import { ADDRESS, COMPANY, LEADS, SENDER } from "./acme.ts";
import type { StoredMail } from "./smtp-sink.ts";
import { count, emailOf, firstMailTo, linkIn, runs, simpleParser, statuses } from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

function mailIsLawful(mail: StoredMail, parsed: { text: string; html: string }): void {
  assert.match(linkIn(mail), /\/functions\/v1\/unsubscribe\/[A-Za-z0-9_.-]+$/);
  assert.equal(mail.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
  assert.ok(parsed.text.includes(ADDRESS), "the postal address is in the text");
  assert.ok(
    parsed.html.includes("12345 Springfield") && parsed.html.includes(linkIn(mail)),
    "and in the HTML",
  );
  assert.ok(parsed.text.includes(linkIn(mail)), "the opt-out link is in the text");
  assert.ok(!/sent automatically|n8n\.io/i.test(mail.raw), "no attribution");
}

const all = async (world: World, has: (lead: Record<string, unknown>) => boolean): Promise<boolean> =>
  (await world.leads()).filter(has).length === LEADS;

export async function playSending(world: World, { check }: Tally): Promise<void> {
  const { sink, model, sql, workspaceId } = world;
  const { campaign } = await world.assembled();

  await check("twenty leads are taken in", async () => {
    const leads = Array.from({ length: LEADS }, (_, n) => ({
      email: emailOf(n),
      first_name: n === 0 ? '{{ $env.PATH }} "Zoë"' : `Name${n}`,
      company: `Company ${n}`,
    }));
    const { status, body } = await world.call("leads", {
      action: "upsert",
      campaign_id: campaign.id,
      leads,
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal((await world.leads()).length, LEADS);
  });

  await check(
    "Research Report reserves, asks the model once a lead, posts the cost and stores the report",
    async () => {
      await runs(world, "research_report", () => all(world, (lead) => Boolean(lead.report)));
      assert.equal(model.calls.length, LEADS);
      const rows = await sql`select * from public.llm_usage where workspace_id = ${workspaceId}`;
      assert.equal(rows.length, LEADS);
      for (const row of rows) {
        assert.deepEqual([row.campaign_id, row.campaign_group_id], [campaign.id, campaign.group_id]);
        assert.deepEqual([row.tokens_in, row.tokens_out].map(Number), [100, 50]);
      }
      const held = await sql`select status, count(*)::int as n from genesis.budget_reservations
        where workspace_id = ${workspaceId} group by 1`;
      assert.deepEqual(
        held.map((row) => [row.status, row.n]),
        [["settled", LEADS]],
      );
    },
  );

  await check("Email Preparation writes three mails a lead, with signed links", async () => {
    const has = (lead: Record<string, unknown>) => (lead.mails as unknown[] | null)?.length === 3;
    await runs(world, "email_preparation", () => all(world, has));
    const [lead] = await world.leads();
    const mails = lead?.mails as { step: number; subject: string; body: string }[];
    assert.deepEqual(
      mails.map((mail) => mail.subject),
      ['Hello {{ $env.PATH }} "Zoë"', 'Re: Hello {{ $env.PATH }} "Zoë"', 'Re: Hello {{ $env.PATH }} "Zoë"'],
    );
    const tracked = /\[Book a call\]\((http[^)]+\/track\/c\/[^)]+)\)/.exec(mails[0]?.body ?? "")?.[1];
    const followed = await fetch(tracked ?? "", { redirect: "manual" });
    assert.equal(followed.headers.get("location"), "https://calendly.test/ann");
  });

  await check("Email 1 sends each lead once, lawfully, and tells it", async () => {
    await runs(world, "email_1", async () => (await statuses(world)).in_sequence === LEADS);
    await runs(world, "email_1", async () => true); // there is nobody left for it
    assert.deepEqual(
      sink.mails.map((mail) => mail.to[0]).sort(),
      Array.from({ length: LEADS }, (_, n) => emailOf(n)),
    );
    world.firstMails.push(...sink.mails);
    for (const mail of sink.mails) mailIsLawful(mail, await simpleParser(mail.raw));
    const first = await simpleParser(firstMailTo(world, emailOf(0)).raw);
    assert.equal(first.subject, 'Hello {{ $env.PATH }} "Zoë"');
    assert.deepEqual(first.from.value, [{ address: SENDER, name: "Ann Äöü" }]);
    assert.ok(
      first.text.includes(COMPANY.replaceAll(/\s+/g, " ")),
      "the company's odd name is in the signature",
    );
    assert.equal(await count(world, "sent"), LEADS);
    const permits = await sql`select status, count(*)::int as n from public.send_permits
      where workspace_id = ${workspaceId} group by 1`;
    assert.deepEqual(
      permits.map((row) => [row.status, row.n]),
      [["sent", LEADS]],
    );
  });
}
