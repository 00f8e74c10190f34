// The stack's one sidecar, for the demonstration's workspace: a sidecar belongs to one workspace.
import { join } from "node:path";
import { StackError } from "../errors.ts";
import type { Keeper } from "../keeper.ts";
import { type Home, ROOT } from "../paths.ts";
import { withConnection } from "../postgres.ts";
import { spawnPart } from "../processes.ts";
import type { StackInfo } from "../run-file.ts";
import { type EngineName, keepEngine, type N8nEngine, startEngine } from "./engine.ts";
import { enrolmentToken } from "./enrolment.ts";

/** Whose sidecar it is: LOCAL_SIDECAR_URL serves this workspace alone. */
export const SIDECAR_WORKSPACE = "acme";

export interface SidecarPlan {
  readonly home: Home;
  readonly info: StackInfo;
  readonly engine: EngineName;
  /** Where n8n's hook reports to the sidecar. */
  readonly eventsPort: number;
  readonly keeper: Keeper;
  readonly say: (line: string) => void;
}

const portOf = (url: string | undefined): string => new URL(url ?? "").port;

/** Undefined when the demonstration was not seeded. */
async function tokenFor({ home, info }: SidecarPlan): Promise<string | undefined> {
  return withConnection(info.db_url, async (sql) => {
    const [workspace] = await sql`select id from public.workspaces where slug = ${SIDECAR_WORKSPACE}`;
    return workspace && enrolmentToken(sql, workspace.id as string, home.sidecar);
  });
}

/** Starts the engine and the sidecar; the keeper looks after the sidecar. Gives what must be stopped besides. */
export async function startSidecarPart(plan: SidecarPlan): Promise<N8nEngine | undefined> {
  const { home, info, engine, eventsPort, keeper, say } = plan;
  if (engine === "none") return undefined;
  const token = await tokenFor(plan);
  if (!token) {
    say(`There is no workspace ${SIDECAR_WORKSPACE}: no sidecar.`);
    return undefined;
  }
  keepEngine(home, engine);
  if (engine === "n8n") say("n8n …");
  const n8n =
    engine === "n8n"
      ? await startEngine(home, info, eventsPort, say, (who) => keeper.note("n8n", who))
      : undefined;
  if (!info.sidecar_url) throw new StackError("The sidecar has no address.", "This is a fault of the stack.");
  const env = {
    PATH: process.env.PATH ?? "",
    SIDECAR_PORT: portOf(info.sidecar_url),
    SIDECAR_EVENTS_PORT: String(eventsPort),
    ENGINE_PORT: portOf(info.n8n_url),
    SIDECAR_STATE_DIR: home.sidecar,
    GENESIS_FUNCTIONS_URL: info.functions_url,
    ENROL_TOKEN: token,
    ...(n8n && info.n8n_url ? { ENGINE_URL: info.n8n_url } : {}),
  };
  const args = ["--disable-warning=ExperimentalWarning", join(ROOT, "stack", "sidecar", "main.ts")];
  const log = join(home.logs, "sidecar.log");
  await keeper.keep("sidecar", () => spawnPart(process.execPath, args, { log, env }));
  return n8n;
}
