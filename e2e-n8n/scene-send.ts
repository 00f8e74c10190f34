// Twenty leads: taken in, researched, prepared, mailed.
import assert from "node:assert/strict";
import type { StoredMail } from "./smtp-sink.ts";
import { count, emailOf, linkIn, runs, simpleParser, statuses } from "./support.ts";
import type { Tally } from "./tally.ts";
import { ADDRESS, COMPANY, LEADS, SENDER, type World } from "./world.ts";

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

export async function playSending(world: World, { check }: Tally): Promise<void> {
  const { sink, model, real, workspace } = world;

  await check("twenty leads are taken in", async () => {
    const leads = Array.from({ length: LEADS }, (_, n) => ({
      email: emailOf(n),
      first_name: n === 0 ? '{{ $env.PATH }} "Zoë"' : `Name${n}`,
      company: `Company ${n}`,
    }));
    const { status, body } = await world.call("leads", {
      action: "upsert",
      campaign_id: world.campaign,
      leads,
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(await statuses(world), { new: LEADS });
  });

  await check(
    "Research Report reserves, asks the model once a lead, posts the cost and stores the report",
    async () => {
      await runs(world, "research_report.gmail");
      await runs(world, "research_report.gmail");
      assert.equal(model.calls.length, LEADS);
      assert.deepEqual(await statuses(world), { researched: LEADS });
      const rows = await real.sql`select * from public.llm_usage where workspace_id = ${workspace.id}`;
      assert.equal(rows.length, LEADS);
      for (const row of rows) {
        assert.equal(row.campaign_id, world.campaign);
        assert.equal(row.campaign_group_id, world.group);
        assert.deepEqual([row.tokens_in, row.tokens_out].map(Number), [100, 50]);
      }
      const held = await real.sql`select status, count(*)::int as n from genesis.budget_reservations
      where workspace_id = ${workspace.id} group by 1`;
      assert.deepEqual(
        held.map((row) => [row.status, row.n]),
        [["settled", LEADS]],
      );
    },
  );

  await check("Email Preparation writes three mails a lead, with signed links", async () => {
    await runs(world, "email_preparation.gmail");
    assert.deepEqual(await statuses(world), { prepared: LEADS });
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
    for (let n = 0; n < 3; n++) await runs(world, "email_1.smtp");
    assert.deepEqual(
      sink.mails.map((mail) => mail.to[0]).sort(),
      Array.from({ length: LEADS }, (_, n) => emailOf(n)),
    );
    world.firstMails.push(...sink.mails);
    for (const mail of sink.mails) mailIsLawful(mail, await simpleParser(mail.raw));
    const first = await simpleParser(sink.mails.find((mail) => mail.to[0] === emailOf(0))?.raw);
    assert.equal(first.subject, 'Hello {{ $env.PATH }} "Zoë"');
    assert.deepEqual(first.from.value, [{ address: SENDER, name: "Ann Äöü" }]);
    assert.ok(
      first.text.includes(COMPANY.replaceAll(/\s+/g, " ")),
      "the company's odd name is in the signature",
    );
    assert.equal(await count(world, "sent"), LEADS);
    const permits = await real.sql`select status, count(*)::int as n from public.send_permits
      where workspace_id = ${workspace.id} group by 1`;
    assert.deepEqual(
      permits.map((row) => [row.status, row.n]),
      [["sent", LEADS]],
    );
    assert.deepEqual(await statuses(world), { in_sequence: LEADS });
  });
}
