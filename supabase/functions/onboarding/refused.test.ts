// O3: the database is there and refuses to write, as one with a full disk does. Every route that writes says so, and
// nothing of what it was to keep is there. Long: each route with what it needs to get as far as its write.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ACCOUNT, ask, BRAND, EMAIL, KEY, onboarding, ROUTES, real } from "./testing.ts";
import { finish, google, stateFor } from "./testing-google.ts";

const handler = onboarding({ APIFY_TOKEN: "apify_api_OPERATORS" });
const TABLES = [
  "onboarding_progress",
  "brand_profile",
  "email_provider_config",
  "credential_store",
  "droplet_config",
  "sending_domains",
  "research_config",
] as const;
let w: TestWorkspace;
let credential = "";
let state = "";
/** What the stages held before anything was refused. */
let before: unknown;

const rowsOf = async (): Promise<unknown> =>
  Object.fromEntries(
    await Promise.all(
      TABLES.map(async (table) => [
        table,
        await real.sql`select to_jsonb(t) from genesis.${real.sql(table)} t where workspace_id = ${w.id} order by 1`,
      ]),
    ),
  );
const post = (path: string, body: object = {}, by = handler) =>
  ask(by, "POST", path, w, w.owner, body as Record<string, unknown>);

beforeAll(async () => {
  w = await real.workspace();
  // What some routes need to get as far as their write.
  await post("/email-provider", EMAIL);
  await post("/tracking/setup", { tracking_domain: "track.acme.test" });
  const stored = await post("/credentials", { type: "smtp", name: "Main", secret: ACCOUNT });
  credential = (stored.body.credential as unknown as { id: string }).id;
  state = await stateFor(w);
  await real.sql.unsafe(`create schema refused; create function refused.refuse() returns trigger language plpgsql as
    $$ begin raise exception using errcode = '53100', message = 'could not extend file'; end $$`);
  for (const table of TABLES) {
    for (const [row, events] of [
      ["new", "insert or update"],
      ["old", "delete"],
    ]) {
      await real.sql.unsafe(`create trigger refused_${row} before ${events} on genesis.${table} for each row
        when (${row}.workspace_id = '${w.id}') execute function refused.refuse()`);
    }
  }
  before = await rowsOf();
});
afterAll(() => real.sql.unsafe("drop schema if exists refused cascade"));

/** Each route that writes what the wizard keeps, with a body that gets as far as its write. */
const WRITES: readonly [method: string, path: string, body: () => object][] = [
  ["POST", "/progress", () => ({ stage: "dns", status: "skipped" })],
  ["POST", "/brand", () => BRAND],
  ["POST", "/email-provider", () => ({ ...EMAIL, daily_cap: 7 })],
  ["POST", "/credentials", () => ({ type: "apify", name: "Token", secret: { token: KEY } })],
  ["DELETE", "/credentials", () => ({ id: credential })],
  ["POST", "/validate-credential", () => ({ id: credential })],
  ["POST", "/validate-calendly", () => ({ links: ["https://calendly.com/acme/intro"] })],
  ["POST", "/infrastructure", () => ({ mode: "local" })],
  ["POST", "/dns/verify", () => ({ domain: "acme.test" })],
  ["POST", "/dns/entri/verify", () => ({ domain: "acme.test" })],
  ["POST", "/tracking/setup", () => ({ tracking_domain: "other.acme.test" })],
  ["POST", "/tracking/verify", () => ({})],
  ["POST", "/apify", () => ({ actor_id: "apify/web-scraper" })],
];
/** Those that keep nothing of the wizard's; and the consent, which has a test of its own below. */
const WRITES_NOTHING = [
  "/brand/auto-scrape",
  "/dns/generate",
  "/dns/entri/session",
  "/google/finish",
  // A live workspace's, and the vault's: webhook-token.test.ts.
  "/webhook-token",
];

describe.each(WRITES)("O3 %s onboarding%s", (method, path, body) => {
  it("503, in words without the database's, and nothing is kept", async () => {
    const answer = await ask(handler, method, path, w, w.owner, body() as Record<string, unknown>);
    expect(answer.status, JSON.stringify(answer.body)).toBe(503);
    expect(answer.body.code).toBe(
      path === "/infrastructure" ? "configuration_not_saved" : "database_unavailable",
    );
    expect(JSON.stringify(answer.body)).not.toMatch(/could not extend|53100/);
    expect(await rowsOf()).toEqual(before);
  });
});

it("O3 the consent of Google: its token is not kept, and the person is told", async () => {
  const answer = await finish(google().handler, state, w);
  expect(answer.status, JSON.stringify(answer.body)).toBe(503);
  expect(await rowsOf()).toEqual(before);
});

it("every route that takes a POST or a DELETE is judged here, or said to keep nothing", () => {
  const writing = ROUTES.filter(([method]) => method !== "GET").map(([method, path]) => `${method} ${path}`);
  const judged = WRITES.map(([method, path]) => `${method} ${path}`);
  const nothing = WRITES_NOTHING.map((path) => `POST ${path}`);
  expect([...judged, ...nothing].sort()).toEqual(writing.sort());
});
