// `npm run test:n8n`: ignites acme on real n8n, then boots a stack and another n8n and plays one campaign through it,
// and ends with `N passed, N failed, N skipped`. n8n is installed into sidecar/n8n-runtime the first time.
// --stack-home DIR and --n8n-home DIR use a stack that runs already, and keep n8n's files between two runs.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startN8n } from "../sidecar/n8n-runtime/boot.ts";
import { installN8n } from "../sidecar/n8n-runtime/install.ts";
import { homeAt, ROOT } from "../stack/paths.ts";
import { freePort, freePortRange } from "../stack/ports.ts";
import { readRun, type StackInfo } from "../stack/run-file.ts";
import { startStack } from "../stack/supervisor.ts";
import { connectN8n } from "./n8n-api.ts";
import { play } from "./scenario.ts";
import { playIgnition } from "./scene-ignition.ts";
import { createTally, Skip } from "./tally.ts";
import { createWorld } from "./world.ts";

const { values } = parseArgs({
  options: { "stack-home": { type: "string" }, "n8n-home": { type: "string" } },
});
const HAS_A_STACK = "it wants a stack of its own: run it without --stack-home";
const say = (line: string): void => console.error(line);
const undo: (() => Promise<void> | void)[] = [];
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

async function stackInfo(folder: string): Promise<StackInfo> {
  const given = values["stack-home"];
  if (given) {
    const { info } = readRun(homeAt(given)) ?? {};
    if (info) return info;
    throw new Error(`No stack runs in ${given}.`);
  }
  const home = homeAt(join(folder, "home"));
  const stack = await startStack(home, await freePortRange(), say, interrupted.signal);
  undo.push(
    () => stack.stop(),
    () => rmSync(home.postgres, { recursive: true, force: true }),
  );
  return stack.info;
}

async function main(): Promise<number> {
  await installN8n(say);
  const folder = mkdtempSync(join(tmpdir(), "genesis-n8n-"));
  chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const tally = createTally((line) => console.log(line));
  const ignition = () => playIgnition(homeAt(join(folder, "ignition")), tally, say, interrupted.signal);
  if (values["stack-home"]) await tally.check("ignition", () => Promise.reject(new Skip(HAS_A_STACK)));
  else await ignition();
  const info = await stackInfo(folder);
  process.env.GENESIS_STACK = JSON.stringify(info);
  say("n8n …");
  const started = Date.now();
  const options = {
    port: await freePort(5678),
    home: values["n8n-home"] ?? join(folder, "n8n"),
    dbUrl: info.db_url,
    database: "n8n",
    env: { N8N_CUSTOM_EXTENSIONS: join(ROOT, "sidecar", "n8n-nodes") },
  };
  let n8n = await startN8n(options);
  undo.unshift(() => n8n.stop());
  interrupted.signal.addEventListener("abort", () => void n8n.stop());
  say(`n8n is ready after ${Math.round((Date.now() - started) / 100) / 10} s.`);
  const api = await connectN8n(n8n.url, n8n.home);
  const world = await createWorld(api, {
    url: n8n.url,
    async kill() {
      process.kill(n8n.pid, "SIGKILL");
      await n8n.stop(); // until it is gone
    },
    async start() {
      n8n = await startN8n(options);
    },
  });
  undo.unshift(() => world.close());
  await play(world, tally);
  console.log(tally.summary());
  return tally.failed === 0 ? 0 : 1;
}

let code = 1;
try {
  code = await main();
} finally {
  for (const step of undo)
    await Promise.resolve(step()).catch((error: unknown) => say(`While stopping: ${error}`));
}
process.exit(code);
