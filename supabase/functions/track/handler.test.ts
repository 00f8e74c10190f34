// Against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "../_shared/auth/mod.ts";
import { signTrackLink, type TrackKind } from "../_shared/auth/track-link.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import { type RealStack, realStack, settingsOf, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createTrackHandler } from "./handler.ts";

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const URL_OF_CLICK = "https://example.com/offer?id=7";

let real: RealStack;
let mine: TestWorkspace;
let keys: SigningKeys;
let handler: Handler;

/** Waits for the record, so that the test can look at it. */
const make = (over: Record<string, string> = {}) =>
  createTrackHandler({
    rpc: createMachineRpc(settingsOf(real.stack, over)),
    keys,
    client: () => real.address,
    background: async (work) => void (await work.catch(() => undefined)),
    log: () => {},
  });

beforeAll(async () => {
  real = realStack();
  mine = await real.workspace();
  keys = createSigningKeys(real.settings);
  handler = make();
});
afterAll(() => real?.close());

const sign = (kind: TrackKind, over: Record<string, unknown> = {}) => {
  const url = kind === "c" ? URL_OF_CLICK : undefined;
  return signTrackLink(keys, kind, {
    workspace_id: mine.id,
    lead_id: randomUUID(),
    email_number: 1,
    url,
    ...over,
  });
};
const ask = (path: string, init: RequestInit = {}, via = handler) =>
  via(new Request(`http://functions.test/track${path}`, { headers: { "user-agent": BROWSER }, ...init }));
const rows = (lead: string) =>
  real.sql`select event_type, email_number, is_test, is_bot, metadata from public.email_events where lead_id = ${lead}`;

describe("a click", () => {
  it("goes to the URL inside the signature, and is recorded from the signature alone", async () => {
    const lead_id = randomUUID();
    const signed = await sign("c", { lead_id, email_number: 3, is_test: true });
    const response = await ask(`/c/${signed}?url=https://evil.test&workspace_id=${randomUUID()}`);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(URL_OF_CLICK);
    const metadata = { url: URL_OF_CLICK };
    expect(await rows(lead_id)).toEqual([
      { event_type: "clicked", email_number: 3, is_test: true, is_bot: false, metadata },
    ]);
  });

  it("of a scanner is recorded as such, HEAD and prefetch too", async () => {
    for (const init of [
      { headers: { "user-agent": "BarracudaCentral" } },
      { headers: { "user-agent": BROWSER, "sec-purpose": "prefetch" } },
      { method: "HEAD", headers: { "user-agent": BROWSER } },
    ]) {
      const lead_id = randomUUID();
      const response = await ask(`/c/${await sign("c", { lead_id })}`, init);
      expect(response.status).toBe(302);
      expect(await rows(lead_id)).toMatchObject([{ is_bot: true }]);
    }
  });

  it("repeated by the same browser at once is one", async () => {
    const lead_id = randomUUID();
    const signed = await sign("c", { lead_id });
    let now = 1_000_000;
    const via = createTrackHandler({
      rpc: createMachineRpc(real.settings),
      keys,
      client: () => real.address,
      background: async (work) => void (await work),
      log: () => {},
      now: () => now,
    });
    for (const at of [1_000_000, 1_000_500, 1_020_000]) {
      now = at;
      await ask(`/c/${signed}`, {}, via);
    }
    expect(await rows(lead_id)).toHaveLength(2);
  });
});

describe("an opened mail", () => {
  it("gets a picture that nobody caches", async () => {
    const lead_id = randomUUID();
    const response = await ask(`/o/${await sign("o", { lead_id })}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/gif");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(new TextDecoder().decode(bytes.slice(0, 6))).toBe("GIF89a");
    expect([bytes[6], bytes[8]]).toEqual([1, 1]);
    expect(await rows(lead_id)).toMatchObject([{ event_type: "opened", is_bot: false }]);
  });
});

describe("whatever the database says", () => {
  it("frozen: the recipient is served, nothing is counted", async () => {
    const frozen = await real.workspace();
    await real.freeze(frozen.id);
    const lead_id = randomUUID();
    const response = await ask(`/c/${await sign("c", { workspace_id: frozen.id, lead_id })}`);
    expect(response.headers.get("location")).toBe(URL_OF_CLICK);
    expect(await rows(lead_id)).toEqual([]);
  });

  it("away: the recipient is served", async () => {
    const via = make({ SUPABASE_URL: "http://127.0.0.1:9" });
    expect((await ask(`/c/${await sign("c")}`, {}, via)).status).toBe(302);
    expect((await ask(`/o/${await sign("o")}`, {}, via)).status).toBe(200);
  });
});

describe("no open redirect", () => {
  it("a link that is not ours, or of the other kind, is a 401 without a location", async () => {
    const open = await sign("o");
    const click = await sign("c");
    for (const path of [`/c/${open}`, `/o/${click}`, `/c/${click.slice(0, -2)}`, "/c/x", `/c/${click}.x`]) {
      const response = await ask(path);
      expect(response.status).toBe(401);
      expect(response.headers.get("location")).toBeNull();
      expect(await response.json()).toMatchObject({ code: "invalid_signature" });
    }
  });

  it.each([
    ["GET", "", 404],
    ["GET", "/c", 404],
    ["GET", "/x/a.b.c", 404],
    ["GET", "/c/https://evil.test", 404],
    ["POST", "/c/a.b.c", 405],
    ["OPTIONS", "/o/a.b.c", 405],
  ])("%s %s is a %i", async (method, path, status) => {
    expect((await ask(path, { method })).status).toBe(status);
  });
});
