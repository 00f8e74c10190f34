// A stack of a test's own, for tests that stop its parts or change its settings.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { homeAt } from "../../stack/paths.ts";
import { freePortRange } from "../../stack/ports.ts";
import { startStack } from "../../stack/supervisor.ts";
import { type TestStack, testStack } from "../../stack/testing.ts";
import { createWorld, type World } from "./world.ts";

export interface OwnStack {
  readonly stack: TestStack;
  readonly world: World;
  /** Replaces the functions' settings beside the generated ones; resolves when functions with them answer. */
  settings(values: Record<string, string>): Promise<void>;
}

/** Call it at the top of a test file (`await`): the stack is gone after the file's last test. */
export async function createOwnStack(): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), "genesis-e2e-"));
  chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
  const home = homeAt(join(folder, "home"));
  const started = await startStack(home, await freePortRange(), () => {});
  // Registered before the world's own, so that it runs after it: hooks run in reverse.
  afterAll(async () => {
    await started.stop();
    rmSync(home.postgres, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });
  const stack = testStack(started.info);
  return {
    stack,
    world: createWorld(stack),
    async settings(values) {
      const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
      writeFileSync(home.functionsEnv, lines.join(""), { mode: 0o600 });
      await stack.control("functions/restart");
    },
  };
}

/** What the functions logged about answers that should not have been. */
export const failures = ({ home }: TestStack): string =>
  readFileSync(join(home.logs, "functions.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"status":500'))
    .join("\n");
