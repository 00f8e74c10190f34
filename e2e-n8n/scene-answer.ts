// What leads answer, and what that stops. Mails come back through the mailbox that n8n's own IMAP trigger watches.
import assert from "node:assert/strict";
import { LEADS, SENDER } from "./acme.ts";
import { deliveryReport, reply } from "./answers.ts";
import {
  becomes,
  count,
  emailOf,
  firstMailTo,
  followUpsAreDue,
  linkIn,
  runs,
  simpleParser,
} from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

export const REPLY_ID = "reply3@prospects.test";

function deliver(world: World): void {
  const { mailbox } = world;
  const original = (n: number) => firstMailTo(world, emailOf(n)).headers["message-id"] ?? "";
  const from = (n: number, text: string, id: string, headers: string[] = []) =>
    reply({ id, from: emailOf(n), to: SENDER, original: original(n), text, headers });
  const sounds = from(3, "Sounds good, call me.", REPLY_ID);
  mailbox.deliver(sounds);
  mailbox.deliver(from(4, "STOP\n\nOn Monday, Ann wrote:\n> Hi", "reply4@prospects.test"));
  mailbox.deliver(from(6, "I am away until May.", "away6@prospects.test", ["Auto-Submitted: auto-replied"]));
  const [about, recipient] = [original(5), emailOf(5)];
  mailbox.deliver(deliveryReport({ id: "dsn@mx.test", to: SENDER, original: about, recipient }));
  const stranger = { id: "stranger@else.test", from: "new@else.test", original: "<nobody@else.test>" };
  mailbox.deliver(reply({ ...stranger, to: SENDER, text: "who are you?" }));
  mailbox.deliver(sounds); // as some servers do
}

export async function playAnswers(world: World, { check }: Tally): Promise<void> {
  const { sink, mailbox, sql, workspaceId, n8n } = world;
  const { campaign } = await world.assembled();

  await check("a one-click opt-out suppresses, and is idempotent; GET and HEAD change nothing", async () => {
    const link = linkIn(firstMailTo(world, emailOf(1)));
    await fetch(link, { redirect: "manual" });
    await fetch(link, { method: "HEAD" });
    assert.equal(await count(world, "opt_out"), 0);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    for (let n = 0; n < 2; n++) assert.equal((await fetch(link, { method: "POST", body })).status, 200);
    assert.equal(await count(world, "opt_out"), 1);
    const listed = await sql`select email from public.suppressions where workspace_id = ${workspaceId}`;
    assert.deepEqual(
      listed.map((row) => row.email),
      [emailOf(1)],
    );
  });

  await check("the page on the droplet opts out as well", async () => {
    const link = linkIn(firstMailTo(world, emailOf(2)));
    const page = `${world.n8nUrl}/webhook/${campaign.id}/opt-out`;
    const token = link.split("/").at(-1) as string;
    const question = await fetch(`${page}?u=${token}`);
    assert.equal(question.status, 200);
    assert.ok((await question.text()).includes(token));
    const answer = await fetch(page, { method: "POST", body: new URLSearchParams({ u: token }) });
    assert.match(await answer.text(), /will not write to you again/);
    assert.equal(await count(world, "opt_out"), 2);
  });

  await check(
    "read from the mailbox, a reply stops the sequence; one that asks to stop opts out; a report bounces; a stranger's is kept",
    async () => {
      deliver(world);
      const found = async () =>
        [await count(world, "replied"), await count(world, "bounced"), await count(world, "opt_out")].join();
      assert.ok(await becomes(async () => (await found()) === "3,1,3"), await found());
      const byEmail = Object.fromEntries((await world.leads()).map((lead) => [lead.email, lead.status]));
      assert.deepEqual(
        [1, 2, 3, 4, 5, 6].map((n) => byEmail[emailOf(n)]),
        ["opted_out", "opted_out", "replied", "opted_out", "bounced", "in_sequence"],
      );
      const events = await sql`select event_type, contact_email, metadata from public.email_events
        where workspace_id = ${workspaceId} and event_type in ('replied', 'bounced')`;
      const stranger = events.find((event) => event.contact_email === "new@else.test");
      assert.equal(stranger?.metadata?.unmatched, true);
      const tracker = await world.workflow("reply_tracker");
      // n8n files an execution a moment after it ended.
      assert.ok(await becomes(async () => (await n8n.executions({ workflowId: tracker })).length > 0));
      const modes = (await n8n.executions({ workflowId: tracker })).map((run) => run.mode);
      assert.deepEqual([...new Set(modes)], ["trigger"]);
      assert.ok(mailbox.reads >= 6, `read ${mailbox.reads} mails`);
      assert.deepEqual(mailbox.refused, [], "the mailbox is not changed");
    },
  );

  await check("Email 2 goes to those who are left, in the thread; a refused address bounces", async () => {
    sink.mails.length = 0;
    sink.refuseNext("550 5.1.1 no such user");
    await followUpsAreDue(world);
    const mailed = LEADS - 5 - 1;
    const isDone = async () => (await count(world, "sent")) === LEADS + mailed;
    await runs(world, "email_2", isDone);
    await runs(world, "email_2", isDone); // there is nobody left for it
    assert.equal(sink.mails.length, mailed);
    for (const mail of sink.mails) {
      const before = firstMailTo(world, mail.to[0] as string).headers["message-id"];
      assert.deepEqual([mail.headers["in-reply-to"], mail.headers.references], [before, before]);
      assert.match((await simpleParser(mail.raw)).subject, /^Re: Hello/);
    }
    assert.equal(await count(world, "bounced"), 2);
  });
}
