// `npm run test:n8n`: a stack with the real n8n, acme ignited on it, one campaign through what that deployed. Ends with
// `N passed, N failed, N skipped`. n8n is installed into sidecar/n8n-runtime the first time.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installN8n } from "../sidecar/n8n-runtime/install.ts";
import { homeAt } from "../stack/paths.ts";
import { freePortRange } from "../stack/ports.ts";
import { isAlive } from "../stack/processes.ts";
import { readRun } from "../stack/run-file.ts";
import { type Stack, startStack } from "../stack/supervisor.ts";
import { play } from "./scenario.ts";
import { createTally } from "./tally.ts";
import { createWorld } from "./world.ts";

const say = (line: string): void => console.error(line);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

await installN8n(say);
const folder = mkdtempSync(join(tmpdir(), "genesis-n8n-"));
chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
const home = homeAt(join(folder, "home"));
const tally = createTally((line) => console.log(line), interrupted.signal);

let stack: Stack | undefined;
await tally.check("a stack starts with the real n8n behind its sidecar", async () => {
  stack = await startStack(home, await freePortRange(), say, interrupted.signal, "n8n");
});
if (stack) {
  const { info, stop } = stack;
  try {
    const world = await createWorld(info, interrupted.signal);
    await play(world, tally).finally(world.close);
  } catch (error) {
    await tally.check("the scenes were played to their end", () => Promise.reject(error));
  }
  const parts = Object.entries(readRun(home)?.children ?? {});
  const stopping = stop();
  await tally.check("the stack takes its n8n along when it stops", async () => {
    await stopping;
    assert.ok(parts.some(([name]) => name === "n8n"));
    assert.deepEqual(
      parts.filter(([, who]) => isAlive(who)).map(([name]) => name),
      [],
    );
  });
  await stopping.catch(() => undefined); // said by the check, unless that was passed over
}
for (const dir of [home.postgres, folder]) rmSync(dir, { recursive: true, force: true });
console.log(tally.summary());
process.exit(tally.failed === 0 && !interrupted.signal.aborted ? 0 : 1);
