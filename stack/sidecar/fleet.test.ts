// Any workspace can be ignited in local mode, not the demonstration's alone: each gets a sidecar of its own when it is
// first asked for. One stack with simulators, because the tests' own has no sidecars.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownStack } from "../../cli/testing.ts";
import { ensureDemoCredentials, openVault } from "../demo-credentials.ts";
import { functionsEnv } from "../functions/settings.ts";
import { readRun } from "../run-file.ts";
import { readSecrets, type Secrets } from "../secrets.ts";
import { eventually } from "../testing.ts";
import { addressed } from "./front.ts";

const { info, home, sql, genesis } = await ownStack("simulator");
const [ACME, NEW, FROZEN, NOBODY] = [
  "a0000000-0000-4000-8000-000000000001",
  "d1000000-0000-4000-8000-00000000f1ee",
  "d2000000-0000-4000-8000-00000000f1ee",
  "d3000000-0000-4000-8000-00000000f1ee",
];

interface Health {
  ok: boolean;
  workspace_id: string | null;
  problem: string | null;
}
const health = async (workspaceId: string): Promise<{ status: number; said: Health }> => {
  const answer = await fetch(`${info.sidecar_url}/w/${workspaceId}/api/health`);
  return { status: answer.status, said: (await answer.json()) as Health };
};
const ready = (workspaceId: string) =>
  eventually(async () => [await health(workspaceId)].filter(({ said }) => said.ok));
const enrolled = (workspaceId: string) =>
  sql(`select from genesis.sidecar_enrolments where workspace_id = '${workspaceId}' and used_at is not null`);

async function make(workspaceId: string, slug: string): Promise<void> {
  await sql(`insert into public.workspaces (id, slug, name, plan, time_zone, created_by)
    values ('${workspaceId}', '${slug}', 'Test', 'free', 'UTC', 'user_alice')`);
}

describe("a workspace made a moment ago", () => {
  it("has no engine before its sidecar is asked for, then both, of its own", async () => {
    await make(NEW, "fleet-new");
    expect((await fetch(`${info.n8n_url}/w/${NEW}/simulator/state`)).status).toBe(404);
    const [answer] = await ready(NEW);
    expect(answer).toMatchObject({ status: 200, said: { workspace_id: NEW } });
    expect((await fetch(`${info.n8n_url}/w/${NEW}/simulator/state`)).status).toBe(200);
    const keys = [ACME, NEW].map((id) => readFileSync(join(home.sidecar, id, "enrol-token"), "utf8"));
    expect(new Set(keys).size).toBe(2);
  });

  it("enrols once, also when many ask at the same time and when the fleet was killed", async () => {
    await Promise.all(Array.from({ length: 10 }, () => health(NEW)));
    const killed = readRun(home)?.children.sidecar?.pid ?? 0;
    process.kill(killed, "SIGKILL");
    const back = await eventually(() => ready(NEW).catch(() => []));
    expect(back).toHaveLength(1);
    expect(readRun(home)?.children.sidecar?.pid).not.toBe(killed);
    expect(await enrolled(NEW)).toHaveLength(1);
  });

  it("is ignited on it, with addresses of its own in its workflows", async () => {
    const vault = openVault(info, functionsEnv(home, readSecrets(home) as Secrets, info));
    await ensureDemoCredentials(vault, NEW);
    await sql(`insert into genesis.brand_profile (workspace_id, company_name, website, sender_name, postal_address, updated_by)
      values ('${NEW}', 'New', 'https://new.test', 'Ann', 'A street 1', 'test')`);
    await sql(`insert into genesis.email_provider_config (workspace_id, provider, sender_email, test_email, updated_by)
      values ('${NEW}', 'smtp', 'ann@new.test', 'ann@new.test', 'test')`);
    await sql(
      `insert into genesis.droplet_config (workspace_id, mode, updated_by) values ('${NEW}', 'local', 'test')`,
    );
    expect((await genesis("ignite", "fleet-new")).code).toBe(0);
    const state = await (await fetch(`${info.n8n_url}/w/${NEW}/simulator/state`)).text();
    expect(JSON.parse(state).workflows).toHaveLength(7);
    expect(state).toContain(`${info.n8n_url}/w/${NEW}/webhook/`);
    const acme = await (await fetch(`${info.n8n_url}/simulator/state`)).text();
    expect(JSON.parse(acme).workflows).toEqual([]);
  });
});

describe("who gets none", () => {
  it("a workspace that there is not (404)", async () => {
    expect(await health(NOBODY)).toMatchObject({ status: 404, said: { ok: false, workspace_id: null } });
  });

  it("a frozen one that has none yet (403), with the reason where a handshake reads it", async () => {
    await make(FROZEN, "fleet-frozen");
    await sql(`select genesis.workspace_freeze('${FROZEN}', 'user_root', 'a test freezes it')`);
    const { status, said } = await health(FROZEN);
    expect(status).toBe(403);
    expect(said.problem).toMatch(/frozen/);
    expect(await enrolled(FROZEN)).toEqual([]);
  });
});

it("a path without a workspace is the demonstration's; one that names none rightly is nobody's", () => {
  expect(addressed("/api/health", ACME)).toEqual({ workspaceId: ACME, path: "/api/health" });
  expect(addressed(`/w/${NEW.toUpperCase()}/a?b=1`, ACME)).toEqual({ workspaceId: NEW, path: "/a?b=1" });
  expect(addressed(`/w/${NEW}`, ACME)).toEqual({ workspaceId: NEW, path: "/" });
  for (const url of ["/w/../secrets", `/w/${NEW}x/api`, "/w/"]) expect(addressed(url, ACME)).toBeUndefined();
  expect(addressed("/api/health", undefined)).toBeUndefined();
});
