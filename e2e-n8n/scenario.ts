// One campaign from twenty leads to its numbers, through real n8n: each check builds on those before it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createClient } from "@supabase/supabase-js";
import { N8N_BIN } from "../sidecar/n8n-runtime/install.ts";
import { workflowHash } from "../supabase/functions/_shared/templates/mod.ts";
import type { Execution } from "./n8n-api.ts";
import type { StoredMail } from "./smtp-sink.ts";
import type { Tally } from "./tally.ts";
import { ADDRESS, COMPANY, LEADS, SENDER, type World } from "./world.ts";

/** n8n's own mailparser reads what arrived. */
const { simpleParser } = createRequire(createRequire(N8N_BIN).resolve("n8n-nodes-base/package.json"))(
  "mailparser",
);

const emailOf = (n: number): string => `lead${String(n).padStart(2, "0")}@prospects.test`;

export function succeeded(done: Execution): void {
  assert.equal(
    done.status,
    "success",
    done.data?.resultData?.error?.message ?? JSON.stringify(done).slice(0, 2000),
  );
}

async function runs(world: World, slug: string, trigger = "Schedule", pinned?: Record<string, unknown>[]) {
  succeeded(await world.n8n.run(world.workflows[slug] as string, trigger, pinned));
}

const count = async (world: World, type: string): Promise<number> => {
  const [row] = await world.real.sql`select count(*)::int as n from public.email_events
    where workspace_id = ${world.workspace.id} and event_type = ${type}`;
  return row?.n;
};

const statuses = async (world: World): Promise<Record<string, number>> => {
  const out: Record<string, number> = {};
  for (const lead of await world.leads()) out[String(lead.status)] = (out[String(lead.status)] ?? 0) + 1;
  return out;
};

const linkIn = (mail: StoredMail): string =>
  /<([^>]+)>/.exec(mail.headers["list-unsubscribe"] ?? "")?.[1] ?? "";

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

async function importAll(world: World): Promise<number> {
  let files = 0;
  for (const provider of ["gmail", "smtp"] as const) {
    for (const made of world.compile(provider)) {
      const isSecond = provider === "smtp" && !/^email_\d$/.test(made.slug);
      const id = await world.n8n.makeWorkflow(made.name, made.workflow);
      world.workflows[`${made.slug}.${provider}`] = id;
      const stored = await world.n8n.getWorkflow(id);
      assert.ok(!JSON.stringify(stored.nodes).includes("YOUR_"), `${made.name}: no placeholder`);
      assert.equal(workflowHash(stored), made.hash, `${made.name}: what n8n stored is what was compiled`);
      if (!isSecond) files++;
    }
  }
  return files;
}

export async function play(world: World, tally: Tally): Promise<void> {
  const { check } = tally;
  const { sink, model, real, workspace, n8n } = world;
  const firstMails: StoredMail[] = [];

  await check("all ten files are taken by n8n's public API, unchanged", async () => {
    assert.equal(await importAll(world), 10);
  });

  await check("what can be activated without its mailbox is active", async () => {
    // Activated for good: nothing here waits for a schedule, and the runs below are not disturbed by one.
    for (const [slug, id] of Object.entries(world.workflows)) {
      if (slug.startsWith("reply_tracker") || slug === "opt_out.gmail") continue;
      await n8n.activate(id);
      assert.equal((await n8n.getWorkflow(id)).active, true, slug);
      if (slug !== "opt_out.smtp") await n8n.deactivate(id);
    }
  });

  await check("a value arrives in n8n exactly as given", async () => {
    const done = await n8n.run(world.workflows["email_1.smtp"] as string, "Schedule");
    const said = JSON.stringify(done.data?.resultData?.runData?.Settings);
    assert.ok(said.includes(JSON.stringify(COMPANY).slice(1, -1)), said.slice(0, 1500));
    assert.equal(sink.mails.length, 0, "and nobody is mailed while there is no lead");
  });

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
    firstMails.push(...sink.mails);
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

  await check("a one-click opt-out suppresses, and is idempotent; GET and HEAD change nothing", async () => {
    const link = linkIn(firstMails.find((mail) => mail.to[0] === emailOf(1)) as StoredMail);
    await fetch(link, { redirect: "manual" });
    await fetch(link, { method: "HEAD" });
    assert.equal(await count(world, "opt_out"), 0);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    for (let n = 0; n < 2; n++) assert.equal((await fetch(link, { method: "POST", body })).status, 200);
    assert.equal(await count(world, "opt_out"), 1);
  });

  await check("the page on the droplet opts out as well", async () => {
    const link = linkIn(firstMails.find((mail) => mail.to[0] === emailOf(2)) as StoredMail);
    const page = `${world.n8nUrl}/webhook/${world.campaign}/opt-out`;
    const token = link.split("/").at(-1) as string;
    const question = await fetch(`${page}?u=${token}`);
    assert.equal(question.status, 200);
    assert.ok((await question.text()).includes(token));
    const answer = await fetch(page, { method: "POST", body: new URLSearchParams({ u: token }) });
    assert.match(await answer.text(), /will not write to you again/);
    assert.equal(await count(world, "opt_out"), 2);
  });

  await check(
    "a reply stops the sequence; one that asks to stop opts out; a report bounces; a stranger's is kept",
    async () => {
      const original = (n: number) =>
        firstMails.find((mail) => mail.to[0] === emailOf(n))?.headers["message-id"] ?? "";
      const reply = (n: number, text: string, id = `reply${n}`) => ({
        headers: { "in-reply-to": `In-Reply-To: ${original(n)}`, "message-id": `Message-ID: <${id}@x.test>` },
        messageId: `<${id}@x.test>`,
        subject: "Re: Hello",
        from: { value: [{ address: emailOf(n), name: "" }] },
        text,
      });
      const bounce = {
        headers: { "content-type": "Content-Type: multipart/report; report-type=delivery-status" },
        messageId: "<dsn@mx.test>",
        subject: "Undelivered",
        from: { value: [{ address: "mailer-daemon@mx.test", name: "" }] },
        text: `Final-Recipient: rfc822; ${emailOf(5)}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown`,
      };
      const stranger = {
        ...reply(3, "who are you?", "stranger"),
        from: { value: [{ address: "new@else.test" }] },
      };
      stranger.headers = {
        "in-reply-to": "In-Reply-To: <nobody@else.test>",
        "message-id": "Message-ID: <stranger@x.test>",
      };
      const mails = [
        reply(3, "Sounds good, call me."),
        reply(4, "STOP\n\nOn Monday, Ann wrote:\n> Hi"),
        bounce,
        stranger,
      ];
      await runs(world, "reply_tracker.gmail", "Gmail inbox", mails);
      await runs(world, "reply_tracker.gmail", "Gmail inbox", mails); // a second tracker on the same mailbox
      assert.deepEqual([await count(world, "replied"), await count(world, "bounced")], [3, 1]);
      for (let n = 0; n < 50 && (await count(world, "opt_out")) < 3; n++)
        await new Promise((done) => setTimeout(done, 200));
      assert.equal(await count(world, "opt_out"), 3);
      const byEmail = Object.fromEntries((await world.leads()).map((lead) => [lead.email, lead.status]));
      const found = [1, 2, 3, 4, 5].map((n) => byEmail[emailOf(n)]);
      assert.deepEqual(found, ["opted_out", "opted_out", "replied", "opted_out", "bounced"]);
      const [row] =
        await real.sql`select metadata from public.email_events where workspace_id = ${workspace.id} and contact_email = 'new@else.test'`;
      assert.equal(row?.metadata?.unmatched, true);
    },
  );

  await check("Email 2 goes to those who are left, in the thread; a refused address bounces", async () => {
    sink.mails.length = 0;
    sink.refuseNext("550 5.1.1 no such user");
    for (let n = 0; n < 2; n++) await runs(world, "email_2.smtp");
    assert.equal(sink.mails.length, LEADS - 5 - 1);
    for (const mail of sink.mails) {
      const before = firstMails.find((first) => first.to[0] === mail.to[0])?.headers["message-id"];
      assert.deepEqual([mail.headers["in-reply-to"], mail.headers.references], [before, before]);
      assert.match(mail.headers.subject ?? "", /^Re: Hello/);
    }
    assert.equal(await count(world, "bounced"), 2);
  });

  await check("a frozen workspace's mails stay where they are", async () => {
    sink.mails.length = 0;
    await real.freeze(workspace.id);
    const done = await n8n.run(world.workflows["email_3.smtp"] as string, "Schedule");
    assert.notEqual(done.status, "success");
    assert.equal(sink.mails.length, 0);
    await world.thaw();
  });

  await check("the dashboard shows what happened", async () => {
    const { api_url, publishable_key } = real.stack.info;
    const supabase = createClient(api_url, publishable_key, {
      accessToken: () => real.stack.sessionToken(workspace.owner),
    });
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const asked = { p_workspace_id: workspace.id, p_from_day: day(-1), p_to_day: day(1) };
    const { data, error } = await supabase.rpc("dashboard_aggregate", asked);
    assert.equal(error, null);
    const { totals, cost } = data as { totals: Record<string, number>; cost: Record<string, number> };
    const mailed = LEADS + (LEADS - 6); // step 1, and of step 2 all but five who were out and one refused
    const expected = {
      sends: mailed,
      replies: 3,
      opt_outs: 3,
      bounces: 2,
      clicks: 0,
      complaints: 0,
      failures: 0,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, totals[key]])), expected);
    assert.equal(Number(cost.calls), model.calls.length);
    const paid = model.calls.reduce(
      (sum, call) => sum + (call.tokensIn * 0.15 + call.tokensOut * 0.6) / 1e6,
      0,
    );
    assert.ok(Math.abs(Number(cost.cost_usd) - paid) < 1e-9, `${cost.cost_usd} against ${paid}`);
  });
}
