// The edge of ignition-step and of commands: who is let in, and that the answer waits for nothing.
import { describe, expect, it } from "vitest";
import { createRequireCron } from "../_shared/auth/mod.ts";
import { readSettings } from "../_shared/env.ts";
import { DatabaseError } from "../_shared/errors/mod.ts";
import { type CommandsDeps, createCommandsHandler } from "../commands/handler.ts";
import { createIgnitionHandler, type IgnitionDeps } from "./handler.ts";

const settings = readSettings(() => "the-cron-secret", ["CRON_SECRET"]);
const notes: Record<string, unknown>[] = [];
const background: Promise<unknown>[] = [];

function make(name: string, claim: () => Promise<unknown>) {
  const deps = {
    db: { claim },
    clock: { now: Date.now, sleep: async () => {} },
    quarantine: { due: async () => [] },
    cron: createRequireCron(settings),
    background: async (work: Promise<unknown>) => void background.push(work),
    note: (line: Record<string, unknown>) => notes.push(line),
    log: () => {},
  };
  return name === "commands"
    ? createCommandsHandler(deps as unknown as CommandsDeps)
    : createIgnitionHandler(deps as unknown as IgnitionDeps);
}
const request = (name: string, secret: string, method = "POST") =>
  new Request(`http://functions.test/${name}`, { method, headers: { "x-cron-secret": secret } });
const idle = async () => ({ messages: [], next_due_in_s: null });

describe.each(["ignition-step", "commands"])("%s", (name) => {
  it("S13 needs the cron credential, and claims nothing without", async () => {
    let claims = 0;
    const handler = make(name, async () => {
      claims++;
      return idle();
    });
    for (const secret of ["", "wrong"]) expect((await handler(request(name, secret))).status).toBe(401);
    expect((await handler(request(name, "the-cron-secret", "GET"))).status).toBe(405);
    expect((await handler(request(`${name}/more`, "the-cron-secret"))).status).toBe(404);
    expect(claims).toBe(0);
    expect((await handler(request(name, "the-cron-secret"))).status).toBe(202);
    await background.at(-1);
    expect(claims).toBe(1);
  });

  it("answers before its work is done", async () => {
    const handler = make(name, () => new Promise(() => {}));
    expect((await handler(request(name, "the-cron-secret"))).status).toBe(202);
  });

  it("notes a database that is away, by its code alone", async () => {
    const handler = make(name, async () => {
      throw new DatabaseError({ code: "57P03", message: "quotes a secret" }, 503);
    });
    expect((await handler(request(name, "the-cron-secret"))).status).toBe(202);
    await background.at(-1);
    expect(notes.at(-1)).toMatchObject({ outcome: "broke_off", cause: "database 57P03" });
    expect(JSON.stringify(notes)).not.toContain("secret");
  });
});
