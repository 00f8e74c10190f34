// P1 and P3 over HTTP: a permit, the mail's own link, the recipient's click, and no permit ever after.
import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../support/http.ts";
import { tally, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await world.workspace();
  const { id } = workspace;
  await world.sql`select genesis.partition_create(${id}::uuid)`;
  await world.sql`insert into public.campaigns (workspace_id, id, name, status) values (${id}, ${id}, 'Spring', 'active')`;
  await world.sql`insert into genesis.leads (workspace_id, campaign_id, email)
    values (${id}, ${id}, 'ann@acme.test'), (${id}, ${id}, 'bob@acme.test')`;
});

const ask = (email: string, step: number, caller = world.caller()) =>
  caller.send("/send-permit", {
    headers: { "x-webhook-token": workspace.token },
    body: {
      workspace_id: workspace.id,
      campaign_id: workspace.id,
      step,
      mailbox: "me@acme.test",
      leads: [{ email }],
    },
  });
const first = ({ json }: { json: Json }) => (json.results as Json[])[0] as Json;

describe("P1 over HTTP", () => {
  it("P1 30 callers at once: one permit", async () => {
    const answers = await Promise.all(times(30, () => ask("bob@acme.test", 1)));
    expect(tally(answers)).toEqual({ 200: 30 });
    expect(answers.filter((a) => first(a).allow === true)).toHaveLength(1);
    expect(await world.count("public.send_permits", workspace)).toBe(1);
  });
});

describe("P3 over HTTP", () => {
  it("P3 the link of the permit stops the mails; reading it does not", async () => {
    const link = new URL(String(first(await ask("ann@acme.test", 1)).unsubscribe_url));
    const path = link.pathname.replace(/^.*\/functions\/v1/, "");
    expect(`${world.stack.info.functions_url}${path}`).toBe(link.href);
    const recipient = world.caller();
    // A person who opens it is led to the web page, which asks first; a scanner that follows it does nothing.
    const opened = await recipient.send(path, { method: "GET" });
    expect(opened.status).toBe(302);
    expect(opened.headers.location).toContain(`${world.stack.info.web_url}/unsubscribe#`);
    expect((await recipient.send(path, { method: "HEAD" })).status).toBe(200);
    expect(await world.count("public.suppressions", workspace)).toBe(0);

    const multipart = { "content-type": "multipart/form-data; boundary=b" };
    const forms: [Record<string, string>, string][] = [
      [{ "content-type": "application/x-www-form-urlencoded" }, "List-Unsubscribe=One-Click"],
      [
        multipart,
        '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      ],
    ];
    for (const [headers, body] of forms) {
      const answer = await recipient.send(path, { method: "POST", headers, body });
      expect([answer.status, answer.json.unsubscribed]).toEqual([200, true]);
    }
    expect(await world.count("public.suppressions", workspace)).toBe(1);
    expect(first(await ask("ann@acme.test", 2))).toMatchObject({ allow: false, reason: "suppressed" });
    expect(await world.count("public.email_events", workspace), "one opt-out").toBe(1);
  });
});
