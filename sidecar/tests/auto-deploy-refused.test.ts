// SIDECAR_AUTO_DEPLOY when it must not, or cannot: nothing is deployed, the log says why, commands are served.
// Long: one world for everything that an operator, a freeze or an absent neighbour can put in its way.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Engine, EngineError } from "../src/n8n/engine.ts";
import { openDatabases } from "../src/state/database.ts";
import { createJournal } from "../src/state/journal.ts";
import { assembledFor, injectCredentials, writeFolder } from "../testing/operator-files.ts";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World;
let folder: string;
beforeEach(async () => {
  world = await startWorld();
  await injectCredentials(world);
  folder = writeFolder(assembledFor(world.genesis.workspaceId));
});
afterEach(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (): Promise<number> => (await world.do("LIST_WORKFLOWS")).workflows.length;
const problems = (): string[] =>
  world.lines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === "auto_deploy_failed")
    .map(({ file, field, cause }) => `${file} | ${field} | ${cause}`);

async function restart(over: object = {}, event = "auto_deploy_failed"): Promise<void> {
  world.lines.length = 0;
  await world.restart({ autoDeployDir: folder, ...over });
  await eventually(event, () => world.lines.some((line) => line.includes(`"${event}"`)));
}

describe("files that do not make seven workflows", () => {
  it("are told with file and field, all at once, and nothing is deployed", async () => {
    const now = assembledFor(world.genesis.workspaceId);
    rmSync(folder, { recursive: true });
    folder = writeFolder(
      { ...now, brand: { ...now.brand, postal_address: "" } },
      {
        credentials: { webhook: { name: "the smtp" }, smtp: { id: "nope" }, imap: { name: "the imap" } },
      },
    );
    await restart();
    expect(problems()).toEqual(["values.json | credentials.smtp | n8n has no credential of this id"]);
    rmSync(folder, { recursive: true });
    folder = writeFolder(now);
    const given = { provider: "smtp", values: {}, credentials: { x: { id: "y" } }, secret: "the-secret" };
    writeFileSync(join(folder, "values.json"), JSON.stringify(given));
    writeFileSync(join(folder, "templates", "email_2", "manifest.json"), '{"slug": the-secret');
    rmSync(join(folder, "templates", "opt_out"), { recursive: true });
    await restart();
    expect(problems()).toEqual([
      "values.json | values.YOUR_WORKSPACE_ID | must be the id that Genesis has for it",
      "values.json | values.YOUR_CAMPAIGN_ID | must be the id that Genesis has for it",
      "values.json | credentials.x | is no type of credential that n8n has",
      'values.json |  | Unrecognized key: "secret"',
      "templates/email_2/manifest.json |  | is not valid JSON",
      "templates/opt_out/manifest.json |  | is missing",
    ]);
    expect(world.lines.join()).not.toContain("the-secret");
    expect(await count(), "and commands are served").toBe(0);
  });

  it("lack a value, a credential, or have one of another type", async () => {
    const now = assembledFor(world.genesis.workspaceId);
    const named = { webhook: { name: "the smtp" }, smtp: { name: "the smtp" }, imap: { name: "the imap" } };
    rmSync(folder, { recursive: true });
    folder = writeFolder({ ...now, brand: { ...now.brand, postal_address: "" } }, { credentials: named });
    await restart();
    const said = problems();
    expect(said).toContain(
      "values.json | values.YOUR_POSTAL_ADDRESS | Template 'Email 1' needs a value for YOUR_POSTAL_ADDRESS",
    );
    expect(said).toContain(
      "values.json | credentials.openai_api | Template 'Research Report' requires credential type 'openai_api' but none was provided",
    );
    expect(said.join("\n")).toMatch(
      /credentials\.\w+ \| the credential in n8n is of the type smtp, and must be httpHeaderAuth/,
    );
    expect(await count()).toBe(0);
  });

  it("are of another workspace, or not there at all", async () => {
    rmSync(folder, { recursive: true });
    await restart();
    expect(problems()).toHaveLength(8);
    folder = writeFolder(assembledFor(crypto.randomUUID()));
    await restart();
    expect(problems()).toEqual([
      "values.json | values.YOUR_WORKSPACE_ID | is not the workspace that this sidecar is enrolled for",
    ]);
    expect(await count()).toBe(0);
  });
});

describe("a freeze", () => {
  it("that came last is not undone by a start, however long ago it was; a deployment by Genesis lifts that", async () => {
    await world.do("DEACTIVATE_ALL_WORKFLOWS");
    await world.do("LIST_WORKFLOWS");
    await restart({}, "auto_deploy_refused");
    expect(await count()).toBe(0);
    const db = openDatabases(world.stateDir);
    const journal = createJournal(db);
    journal.forget(Date.now() + 1000);
    expect(journal.isStopped()).toBe(true);
    db.close();
    await world.do("ACTIVATE_WORKFLOWS", { n8n_ids: [] });
    await restart({}, "auto_deploy_done");
    expect(await count()).toBe(7);
  });

  it("that comes in between ends it there", async () => {
    let made = 0;
    let freeze: Promise<unknown> | undefined;
    const wrapEngine = (engine: Engine): Engine => ({
      ...engine,
      async createWorkflow(body) {
        if (++made === 3) freeze = world.do("DEACTIVATE_ALL_WORKFLOWS");
        if (made === 3) await new Promise((done) => setTimeout(done, 200)); // it is admitted meanwhile
        return engine.createWorkflow(body);
      },
    });
    await restart({ parts: { wrapEngine } }, "auto_deploy_refused");
    await freeze;
    expect(await count()).toBe(3);
  });
});

describe("what is not there yet", () => {
  it("is waited for: an n8n that is away", async () => {
    let tries = 0;
    const wrapEngine = (engine: Engine): Engine => ({
      ...engine,
      async listCredentials() {
        if (++tries < 3) throw new EngineError("engine_unavailable", "n8n does not answer");
        return engine.listCredentials();
      },
    });
    await restart({ parts: { wrapEngine } }, "auto_deploy_done");
    expect(world.lines.filter((line) => line.includes("auto_deploy_waits"))).toHaveLength(1);
    expect(await count()).toBe(7);
  });

  it("is waited for: the enrolment", async () => {
    const { token } = world.genesis;
    world.genesis.failNext = { count: 2, status: 503 };
    Object.assign(world.genesis, { token: "a token for a new enrolment" });
    await restart({ enrolToken: "a token for a new enrolment" }, "auto_deploy_waits");
    await eventually("seven", async () => (await count()) === 7);
    expect(world.genesis.token).not.toBe(token);
  });
});
