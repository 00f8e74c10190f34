// What leads answer, and what that stops.
import assert from "node:assert/strict";
import type { StoredMail } from "./smtp-sink.ts";
import { count, emailOf, linkIn, runs, simpleParser } from "./support.ts";
import type { Tally } from "./tally.ts";
import { LEADS, type World } from "./world.ts";

export async function playAnswers(world: World, { check }: Tally): Promise<void> {
  const { sink, real, workspace, n8n } = world;

  await check("a one-click opt-out suppresses, and is idempotent; GET and HEAD change nothing", async () => {
    const link = linkIn(world.firstMails.find((mail) => mail.to[0] === emailOf(1)) as StoredMail);
    await fetch(link, { redirect: "manual" });
    await fetch(link, { method: "HEAD" });
    assert.equal(await count(world, "opt_out"), 0);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    for (let n = 0; n < 2; n++) assert.equal((await fetch(link, { method: "POST", body })).status, 200);
    assert.equal(await count(world, "opt_out"), 1);
  });

  await check("the page on the droplet opts out as well", async () => {
    const link = linkIn(world.firstMails.find((mail) => mail.to[0] === emailOf(2)) as StoredMail);
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
        world.firstMails.find((mail) => mail.to[0] === emailOf(n))?.headers["message-id"] ?? "";
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
      const before = world.firstMails.find((first) => first.to[0] === mail.to[0])?.headers["message-id"];
      assert.deepEqual([mail.headers["in-reply-to"], mail.headers.references], [before, before]);
      assert.match((await simpleParser(mail.raw)).subject, /^Re: Hello/);
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
}
