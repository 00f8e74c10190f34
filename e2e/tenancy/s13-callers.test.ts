import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FUNCTIONS_DIR } from "../../stack/paths.ts";
import { readProjectConfig } from "../../stack/project-config.ts";
import { isErrorCode } from "../../supabase/functions/_shared/errors/mod.ts";
import { signatureOf } from "../support/sidecar.ts";
import { badSessions } from "../support/tokens.ts";
import { createWorld, newToken, type Workspace } from "../support/world.ts";
import { credentialOf, ROUTES, requestOf } from "./s13-routes.ts";

const world = createWorld();
const configured = [...readProjectConfig().openFunctions].sort();
let workspace: Workspace;
let stranger: Workspace;
let attacks: [string, Record<string, string>][];

beforeAll(async () => {
  [workspace, stranger] = [await world.workspace(), await world.workspace()];
  const { stack } = world;
  await world.sql`select genesis.partition_create(${workspace.id})`; // leads answers a workspace that was launched
  const key = { p_workspace_id: stranger.id, p_name: "a stranger's" };
  const { data } = await world.asUser(stranger.owner).rpc("create_api_key", key);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const sessions = Object.entries(await badSessions(stack, workspace.owner)).filter(
    ([, token]) => token !== "",
  );
  attacks = [
    ["no token", {}],
    ["a stranger's session", bearer(await stack.sessionToken(stranger.owner))],
    ["another workspace's webhook token", { "x-webhook-token": stranger.token }],
    ["a wrong webhook token", { "x-webhook-token": newToken() }],
    ["a wrong cron secret", { "x-cron-secret": newToken() }],
    ["an empty cron secret", { "x-cron-secret": "" }],
    [
      "another workspace's sidecar",
      { "x-genesis-signature": await signatureOf(world, stranger.id, { workspace_id: workspace.id }) },
    ],
    ["a signature that is none", { "x-genesis-signature": "a.b.c" }],
    ["another workspace's API key", { "x-api-key": data.key }],
    ["a wrong API key", { "x-api-key": `gk_00000000_${"a".repeat(43)}` }],
    ["the publishable key", { apikey: stack.info.publishable_key, ...bearer(stack.info.publishable_key) }],
    ...sessions.map(([what, token]): [string, Record<string, string>] => [
      `a session ${what}`,
      bearer(token),
    ]),
  ];
});

describe("S13 the table", () => {
  it("S13 knows every function of config.toml and every folder, and each verifies in code", () => {
    const folders = readdirSync(FUNCTIONS_DIR).filter((name) =>
      existsSync(join(FUNCTIONS_DIR, name, "index.ts")),
    );
    expect(configured).toEqual(folders.sort());
    for (const name of configured) expect(ROUTES, name).toHaveProperty([name]);
  });

  it.each(configured)("S13 knows every route in the code of %s", (name) => {
    const files = readdirSync(join(FUNCTIONS_DIR, name)).filter(
      (f) => f.endsWith(".ts") && !f.includes(".test."),
    );
    const code = files.map((file) => readFileSync(join(FUNCTIONS_DIR, name, file), "utf8")).join("\n");
    // A router names a route as a literal: "/reserve", "/dns/verify".
    const routes = [...code.matchAll(/["'`]((?:\/[a-z][a-z-]*)+)["'`]/g)].map((match) => match[1]);
    for (const path of routes)
      expect(
        (ROUTES[name] ?? []).map((r) => r.path),
        path,
      ).toContain(path);
  });
});

const rows = configured.flatMap((name) =>
  (ROUTES[name] ?? []).map((route) => ({ name, route, title: `${route.method} ${name}${route.path}` })),
);

describe.each(rows)("S13 $title", ({ name, route }) => {
  const rightful = route.success === null ? undefined : it;
  rightful?.(`S13 the rightful caller is answered ${route.success}`, async () => {
    const [path, send] = await requestOf(world, name, route, workspace);
    const headers = { ...send.headers, ...(await credentialOf(world, route, workspace)) };
    const body = route.own
      ? { ...route.body?.(workspace), ...(await route.own(world, workspace)) }
      : send.body;
    const answer = await world.caller().send(path, { ...send, headers, body });
    expect(answer.status, answer.text).toBe(route.success);
  });

  if (route.access === "public") return;
  it("S13 nobody else: 401 or 403, from the function itself", async () => {
    const caller = world.caller();
    for (const [what, headers] of attacks) {
      const [path, send] = await requestOf(world, name, route, workspace);
      const answer = await caller.send(path, { ...send, headers: { ...send.headers, ...headers } });
      expect([401, 403], `${what}: ${answer.status} ${answer.text}`).toContain(answer.status);
      expect(isErrorCode(answer.json.code), `${what}: ${answer.text}`).toBe(true);
    }
  });
});
