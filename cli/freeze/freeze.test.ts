// The kill switch from the command line, on a stack of its own with the simulator: an operator's day, one act after
// the other on the workspace acme.
import { beforeAll, describe, expect, it } from "vitest";
import { readSecrets } from "../../stack/secrets.ts";
import { eventually } from "../../stack/testing.ts";
import { mintToken } from "../../stack/tokens.ts";
import { FREEZE_STAGES, type FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import { ownStack, type Ran } from "../testing.ts";

const { genesis, home, info, sql } = await ownStack("simulator");
const WORKFLOWS = 7;
const REASON = "Spam report 7";

const freeze = (...args: string[]): Promise<Ran> => genesis("freeze", "acme", ...args);
const unfreeze = (...args: string[]): Promise<Ran> => genesis("unfreeze", "acme", ...args);
const shown = async (): Promise<FreezeStatus> => JSON.parse((await freeze("--status", "--json")).out);
const idsOf = ({ would_start }: FreezeStatus): string[] =>
  would_start.flatMap(({ workflows }) => workflows.map(({ id }) => id));

/** Names of the workflows that are on in the simulated n8n. */
async function live(): Promise<string[]> {
  const answer = await fetch(`${info.n8n_url}/simulator/state`);
  const { workflows } = (await answer.json()) as { workflows: { active: boolean; name: string }[] };
  return workflows.filter(({ active }) => active).map(({ name }) => name);
}

async function untilLive(count: number): Promise<void> {
  await eventually(async () => ((await live()).length === count ? [count] : []));
  expect(await live()).toHaveLength(count);
}

beforeAll(async () => {
  expect((await genesis("ignite", "acme")).code).toBe(0);
  expect(await live()).toHaveLength(WORKFLOWS);
}, 60_000);

describe("freeze", () => {
  it("needs a workspace, a reason and an operator", async () => {
    expect((await freeze()).code).toBe(2);
    expect((await freeze("--reason", "  ")).code).toBe(2);
    expect((await freeze("--reason", REASON, "--wait", "soon")).code).toBe(2);
    expect((await genesis("freeze", "nobody", "--reason", REASON)).code).toBe(2);
    const secrets = readSecrets(home);
    if (!secrets) throw new Error("the stack has no secrets");
    const owner = await mintToken(secrets, info.issuer_url, "user_alice");
    const door = ["--url", info.api_url, "--apikey", info.publishable_key, "--token", owner];
    const ran = await freeze("--reason", REASON, ...door);
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining("This is for operators") });
    expect((await shown()).frozen).toBe(false);
  });

  it("shows each stage until it is verified (0), and says who and why to the next one (8)", async () => {
    const ran = await freeze("--reason", REASON);
    expect(ran).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${WORKFLOWS} workflows are off that ran`),
    });
    for (const stage of FREEZE_STAGES) expect(ran.err).toMatch(new RegExp(`✓ ${stage} +[\\d.]+ s`));
    expect(await live()).toEqual([]);
    expect(await freeze("--reason", "again")).toMatchObject({
      code: 8,
      err: expect.stringContaining("frozen already"),
    });
    const status = await freeze("--status");
    expect(status).toMatchObject({
      code: 0,
      out: expect.stringContaining(`acme: "${REASON}", by user_root`),
    });
  });
});

describe("unfreeze", () => {
  it("lists what would start, and opens with everything off (0); twice is refused (8)", async () => {
    const listed = await unfreeze("--dry-run");
    expect(listed).toMatchObject({ code: 0, err: expect.stringContaining("Opt-Out Handler") });
    expect((await shown()).frozen).toBe(true);
    const ran = await unfreeze("--json");
    expect(JSON.parse(ran.out)).toMatchObject({ workspace: "acme", epoch: 3, reactivating: [] });
    expect(await live()).toEqual([]);
    expect((await unfreeze()).code).toBe(8);
  });

  it("starts later what is asked for: a workflow, then the rest", async () => {
    const [one = ""] = idsOf(await shown());
    expect(await unfreeze("--reactivate", "not-an-id")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/fields are not valid.*\n.*reactivate/s),
    });
    const ran = await unfreeze("--reactivate", one);
    expect(ran).toMatchObject({ code: 0, err: expect.stringContaining(`1 of the ${WORKFLOWS} that ran`) });
    await untilLive(1);
    expect((await unfreeze("--reactivate", "all")).code).toBe(0);
    await untilLive(WORKFLOWS);
  });

  it("says what keeps a freeze from being verified (1), which goes on by itself", async () => {
    await sql(
      "update genesis.partition_registry set sidecar_url = 'http://127.0.0.1:1' where sidecar_url is not null",
    );
    const quick = await freeze("--reason", REASON, "--no-wait", "--json");
    expect(JSON.parse(quick.out).pending).toEqual(FREEZE_STAGES.slice(2));
    expect(quick.code).toBe(0);
    const stuck = await eventually(async () => {
      const ran = await freeze("--status");
      return ran.out.includes("did not answer") ? [ran] : [];
    });
    expect(stuck[0]).toMatchObject({ code: 1, out: expect.stringContaining("Not done yet: workflows_off") });
    expect(stuck[0]?.out).toContain("docs/runbook.md");
  });
});
