// What happens when n8n dies in the middle of sending.
import assert from "node:assert/strict";
import { sleep } from "../stack/errors.ts";
import { SENDER } from "./acme.ts";
import { reply } from "./answers.ts";
import { becomes, count, emailOf, firstMailTo, followUpsAreDue, runs } from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

const MAILS_BEFORE_THE_CRASH = 3;

/** As if the lease had run out; the test does not wait a quarter of an hour. */
const endLeases = ({ sql, workspaceId }: World) =>
  sql`update genesis.leads set claimed_until = now()
    where workspace_id = ${workspaceId} and claimed_until is not null`;

const due = async (world: World): Promise<string[]> =>
  (await world.leads()).filter((lead) => lead.status === "in_sequence").map((lead) => String(lead.email));

/** SIGKILL; the stack starts it again by itself. */
async function killN8n({ n8n, n8nPid }: World): Promise<void> {
  const before = n8nPid();
  assert.ok(before, "n8n runs");
  process.kill(before, "SIGKILL");
  assert.ok(await becomes(async () => n8nPid() !== before && (await n8n.isReady())), "n8n comes back");
}

async function crashWhileSending(world: World): Promise<void> {
  const { sink, n8n, sql, workspaceId } = world;
  const id = await world.workflow("email_3");
  await n8n.deactivate(id); // no second run of its own schedule: one dies, and one mail at most is unclear
  const expected = await due(world);
  sink.mails.length = 0;
  await followUpsAreDue(world);
  await n8n.start(id, "Schedule");
  for (let n = 0; n < 400 && sink.mails.length < MAILS_BEFORE_THE_CRASH; n++) await sleep(25);
  await killN8n(world);
  const before = sink.mails.length;
  assert.ok(
    before >= MAILS_BEFORE_THE_CRASH && before < expected.length,
    `died in the middle, after ${before}`,
  );
  for (let n = 0; n < 3; n++) {
    await endLeases(world);
    await runs(world, "email_3", async () => true);
  }
  const mailed = sink.mails.map((mail) => mail.to[0] as string);
  assert.equal(new Set(mailed).size, mailed.length, "nobody was mailed twice");
  // At most the one in flight was permitted and not mailed: it is not sent blindly again.
  const missed = expected.filter((email) => !mailed.includes(email));
  assert.ok(missed.length <= 1, `missed: ${missed}`);
  const open = await sql`select contact_email from public.send_permits
    where workspace_id = ${workspaceId} and step = 3 and status <> 'sent'`;
  for (const email of missed)
    assert.deepEqual(
      open.map((permit) => permit.contact_email),
      [email],
    );
  await n8n.activate(id);
}

/** The trigger knows how far it had read: one more event, and none again. */
async function readsOn(world: World): Promise<void> {
  const before = [await count(world, "replied"), await count(world, "bounced")];
  const original = firstMailTo(world, emailOf(6)).headers["message-id"] ?? "";
  const reads = world.mailbox.reads;
  world.mailbox.deliver(
    reply({ id: "late6@prospects.test", from: emailOf(6), to: SENDER, original, text: "Call me in June." }),
  );
  assert.ok(await becomes(async () => (await count(world, "replied")) > (before[0] as number)), "it is read");
  assert.deepEqual(
    [await count(world, "replied"), await count(world, "bounced")],
    [(before[0] as number) + 1, before[1]],
  );
  assert.ok(world.mailbox.reads - reads <= 2, `${world.mailbox.reads - reads} mails were read for one`);
}

export async function playCrash(world: World, { check }: Tally): Promise<void> {
  await check(
    "n8n killed while it sends: nobody gets a mail twice, and what is unclear is not sent again",
    () => crashWhileSending(world),
  );
  await check("n8n that came back reads on in the mailbox, where it had got to", () => readsOn(world));
}
