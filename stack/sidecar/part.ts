// The fleet as a part of the stack: started beside the others, looked after by the keeper, ended with its engines.
import { join } from "node:path";
import { installN8n } from "../../sidecar/n8n-runtime/install.ts";
import { StackError, sleep } from "../errors.ts";
import type { Keeper } from "../keeper.ts";
import { type Home, ROOT } from "../paths.ts";
import { withConnection } from "../postgres.ts";
import { isAlive, spawnPart } from "../processes.ts";
import type { StackInfo } from "../run-file.ts";
import { type EngineName, keepEngine, MAILBOX_PORT } from "./engine.ts";
import { startMailbox } from "./mailbox.ts";
import { enginesOf } from "./n8n.ts";

/** The demonstration's: its sidecar is started with the stack, the others' at their first request. */
export const SIDECAR_WORKSPACE = "acme";

export interface SidecarPlan {
  readonly home: Home;
  readonly info: StackInfo;
  readonly engine: EngineName;
  /** Where the engines' hooks report. */
  readonly eventsPort: number;
  readonly keeper: Keeper;
  readonly say: (line: string) => void;
}

export interface SidecarPart {
  stop(): void;
}

/** The simulators' process answers in half a second; an n8n boots in 5 to 9, longer beside other work. */
const LIMIT_MS = 150_000;
const WATCH_MS = 1000;

const portOf = (url: string | undefined): string => new URL(url ?? "").port;

/** Undefined when the demonstration was not seeded. */
async function residentOf(info: StackInfo): Promise<string | undefined> {
  return withConnection(info.db_url, async (sql) => {
    const [workspace] = await sql`select id from public.workspaces where slug = ${SIDECAR_WORKSPACE}`;
    return workspace?.id as string | undefined;
  });
}

/** Until the fleet answers and, with `engine`, the demonstration's own n8n its sidecar. Errors: StackError. */
async function untilReady(home: Home, info: StackInfo, engine: boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(engine ? 200 : 30)) {
    const answer = await fetch(`${info.sidecar_url}/api/health`, { signal: AbortSignal.timeout(5000) })
      .then((said) => said.json() as Promise<{ engine?: { ready?: boolean } }>)
      .catch(() => undefined); // the fleet does not listen yet
    if (engine ? answer?.engine?.ready : answer) return;
  }
  throw new StackError(
    `${engine ? "n8n" : "The sidecar"} is not ready after ${LIMIT_MS / 1000} s.`,
    `Its log is in ${join(home.dir, "n8n")}, the fleet's in ${join(home.logs, "sidecar.log")}.`,
  );
}

/** Writes the n8n processes into the run file as they come: `n8n`, the demonstration's; `n8n <workspace>`, another's. */
function noteEngines(home: Home, keeper: Keeper, resident: string | undefined): void {
  for (const [workspaceId, who] of enginesOf(home))
    if (isAlive(who)) keeper.note(workspaceId === resident ? "n8n" : `n8n ${workspaceId}`, who);
}

/** Starts the fleet; resolves when it answers, and with real engines the demonstration's is ready. Gives what must be stopped besides. */
export async function startSidecarPart(plan: SidecarPlan): Promise<SidecarPart | undefined> {
  const { home, info, engine, eventsPort, keeper, say } = plan;
  if (engine === "none") return undefined;
  const resident = await residentOf(info);
  keepEngine(home, engine);
  const isReal = engine === "n8n";
  if (isReal) await installN8n(say);
  const mailbox = isReal ? await startMailbox(MAILBOX_PORT) : undefined;
  const watching = isReal ? setInterval(() => noteEngines(home, keeper, resident), WATCH_MS) : undefined;
  const stop = (): void => {
    clearInterval(watching);
    mailbox?.stop();
  };
  const env = {
    PATH: process.env.PATH ?? "",
    SIDECAR_PORT: portOf(info.sidecar_url),
    SIDECAR_EVENTS_PORT: String(eventsPort),
    ENGINE_PORT: portOf(info.n8n_url),
    ENGINE: engine,
    GENESIS_HOME: home.dir,
    GENESIS_FUNCTIONS_URL: info.functions_url,
    DATABASE_URL: info.db_url,
    RESIDENT_WORKSPACE_ID: resident ?? "",
  };
  const args = ["--disable-warning=ExperimentalWarning", join(ROOT, "stack", "sidecar", "main.ts")];
  const log = join(home.logs, "sidecar.log");
  try {
    await keeper.keep("sidecar", () => spawnPart(process.execPath, args, { log, env }));
    if (isReal && resident) say("n8n …");
    await untilReady(home, info, isReal && resident !== undefined);
    if (isReal) noteEngines(home, keeper, resident);
  } catch (error) {
    stop();
    throw error;
  }
  return { stop };
}
