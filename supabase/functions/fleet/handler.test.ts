// Against the stack's PostgREST and PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys } from "../_shared/auth/mod.ts";
import { createRequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { clientAddress } from "../_shared/http/mod.ts";
import { post, type RealStack, realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createFleetHandler } from "./handler.ts";
import { enrolmentToken, newSidecar, report, type TestSidecar } from "./testing.ts";

let real: RealStack;
let mine: TestWorkspace;
beforeAll(async () => {
  real = realStack();
  mine = await real.workspace();
});
afterAll(() => real?.close());

const make = (now?: () => number) => {
  const rpc = createMachineRpc(real.settings);
  const sidecar = createRequireSidecar(rpc, now);
  const client = (req: Request) => clientAddress(req);
  return createFleetHandler({
    rpc,
    keys: createSigningKeys(real.settings),
    sidecar,
    client,
    log: () => {},
  });
};
const enrol = (token: string, { sign_key, seal_key }: TestSidecar, over: Record<string, unknown> = {}) =>
  make()(post("fleet/enrol", { token, sign_key, seal_key, ...over }));
async function enrolled(workspaceId = mine.id): Promise<TestSidecar> {
  const sidecar = await newSidecar();
  const response = await enrol(await enrolmentToken(real, workspaceId), sidecar);
  expect(response.status).toBe(200);
  return sidecar;
}
const beat = (more: Record<string, unknown> = {}) => ({
  workspace_id: mine.id,
  cpu_percent: 12.5,
  memory_percent: 40,
  disk_percent: 7,
  n8n_up: true,
  versions: { n8n: "2.41.1", node: null },
  uptime_s: 7,
  ...more,
});

describe("enrolment", () => {
  it("registers the public keys and hands out Genesis's, without their private halves", async () => {
    const sidecar = await newSidecar();
    const token = await enrolmentToken(real, mine.id);
    const response = await enrol(token, sidecar);
    const body = await response.json();
    expect([response.status, body.workspace_id]).toEqual([200, mine.id]);
    expect(body.genesis_keys.keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA" });
    expect(JSON.stringify(body)).not.toContain('"d"');
    const [row] = await real.sql`select genesis.sidecar_key(${mine.id}::uuid) as key`;
    expect(row?.key.sign_key).toEqual({ kty: "OKP", crv: "Ed25519", x: sidecar.sign_key.x });
    expect((await enrol(token, sidecar)).status, "its answer was lost: the same keys again").toBe(200);
    expect((await enrol(token, await newSidecar())).status, "a token works once").toBe(401);
  });

  it("refuses what is no token, expired, or replaced by a newer enrolment", async () => {
    const [sidecar, early] = [await newSidecar(), await enrolmentToken(real, mine.id)];
    await enrolled();
    for (const token of ["", "x", "x".repeat(40), early, await enrolmentToken(real, mine.id, -1)]) {
      const response = await enrol(token, sidecar);
      expect([response.status, (await response.json()).code]).toEqual([401, "invalid_enrolment_token"]);
    }
  });

  it("takes public keys of the two curves alone", async () => {
    const sidecar = await newSidecar();
    const token = await enrolmentToken(real, mine.id);
    for (const over of [
      { sign_key: sidecar.seal_key },
      { seal_key: "x" },
      { sign_key: { ...sidecar.sign_key, d: "AAAA" } },
    ])
      expect((await enrol(token, sidecar, over)).status).toBe(400);
    expect((await enrol(token, sidecar)).status, "the token is not used up by them").toBe(200);
  });

  it("is limited by the caller's address, whatever the token", async () => {
    const token = await enrolmentToken(real, mine.id);
    const { sign_key, seal_key } = await newSidecar();
    const from = (address: string) =>
      make()(post("fleet/enrol", { token, sign_key, seal_key }, { "x-forwarded-for": address }));
    const [busy, quiet] = [`${real.address}1`, `${real.address}2`];
    await real.sql`insert into genesis.rate_limits (bucket, tokens, granted, updated_at)
      values (${`client:${busy}`}, 0, 0, clock_timestamp() + interval '1 minute')`;
    const refused = await from(busy);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await from(quiet)).status, "the token is not used up by it").toBe(200);
  });

  it("of a frozen workspace is a 403", async () => {
    const frozen = await real.workspace();
    const token = await enrolmentToken(real, frozen.id);
    await real.freeze(frozen.id);
    expect((await enrol(token, await newSidecar())).status).toBe(403);
  });
});

describe("a heartbeat", () => {
  it("is kept, and answers with Genesis's keys", async () => {
    const sidecar = await enrolled();
    const response = await make()(await report("fleet/heartbeat", sidecar, beat()));
    expect(await response.json()).toMatchObject({ ok: true, genesis_keys: { keys: [{ kty: "OKP" }] } });
    const [row] =
      await real.sql`select * from genesis.droplet_heartbeats where workspace_id = ${mine.id} order by created_at desc`;
    expect(row).toMatchObject({ cpu_percent: 12.5, n8n_up: true, versions: { n8n: "2.41.1" } });
  });

  it("counts only with the workspace's own signature, fresh, over this very body", async () => {
    const other = await real.workspace();
    const [sidecar, foreign] = [await enrolled(), await enrolled(other.id)];
    const now = Math.floor(Date.now() / 1000);
    const bad = [
      post("fleet/heartbeat", beat()),
      post("fleet/heartbeat", beat(), { "x-genesis-signature": "a.b.c" }),
      await report("fleet/heartbeat", foreign, beat()),
      await report("fleet/heartbeat", foreign, beat(), { claims: { workspace_id: other.id } }),
      await report("fleet/heartbeat", sidecar, beat(), { sent: beat({ cpu_percent: 1 }) }),
      await report("fleet/heartbeat", sidecar, beat(), { claims: { iat: now - 301 } }),
      await report("fleet/heartbeat", sidecar, beat(), { claims: { iat: now + 400 } }),
      await report("fleet/heartbeat", sidecar, beat({ workspace_id: other.id }), {
        claims: { workspace_id: mine.id },
      }),
    ];
    for (const [n, request] of bad.entries()) {
      const response = await make()(request);
      const { code } = await response.json();
      expect([response.status, code], String(n)).toEqual([401, "invalid_sidecar_signature"]);
    }
    const good = await report("fleet/heartbeat", sidecar, beat(), { claims: { iat: now - 290 } });
    expect((await make()(good)).status).toBe(200);
    expect((await make()(post("fleet/heartbeat", { cpu_percent: 1 }))).status, "no workspace").toBe(400);
  });

  it("of a replaced sidecar is refused at once, of the new one taken at once", async () => {
    const old = await enrolled();
    const handler = make();
    expect((await handler(await report("fleet/heartbeat", old, beat()))).status).toBe(200);
    const fresh = await enrolled();
    expect((await handler(await report("fleet/heartbeat", old, beat()))).status).toBe(401);
    expect((await handler(await report("fleet/heartbeat", fresh, beat()))).status).toBe(200);
  });
});

it("has no other route", async () => {
  expect((await make()(post("fleet/other", {}))).status).toBe(404);
  expect((await make()(new Request("http://functions.test/fleet/enrol"))).status).toBe(405);
});
