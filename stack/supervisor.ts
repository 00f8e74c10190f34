// Starts the parts in order and stops them: the one place that knows all of them.
import type { Server } from "node:http";
import { addressesOf, choosePorts } from "./addresses.ts";
import { claim } from "./claim.ts";
import { ensureDemoTokens, putVaultSecrets } from "./demo.ts";
import { prepareDemonstration } from "./demonstration.ts";
import { StackError } from "./errors.ts";
import { type FunctionsRunner, startFunctions } from "./functions/runner.ts";
import { functionsEnv, partiesOf } from "./functions/settings.ts";
import { createGateway } from "./gateway.ts";
import { createIssuer } from "./issuer.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { pushMigrations } from "./migrations.ts";
import { type Home, makeHome } from "./paths.ts";
import { bootstrap, databaseUrl, ensureCluster, startPostgres, withConnection } from "./postgres.ts";
import { readProjectConfig } from "./project-config.ts";
import { restReady, spawnRest } from "./rest.ts";
import type { StackInfo } from "./run-file.ts";
import { ensureSecrets } from "./secrets.ts";
import { allowForBoot, type EngineName } from "./sidecar/engine.ts";
import { endEngines } from "./sidecar/n8n.ts";
import { type SidecarPart, startSidecarPart } from "./sidecar/part.ts";
import { createWebServer } from "./web.ts";
import { buildBeside, type WebBuild } from "./web-build.ts";
import { startWorker, type Worker } from "./worker/worker.ts";

export type Progress = (line: string) => void;

export interface Stack {
  readonly info: StackInfo;
  /** Resolves when the web page's build has ended, well or not. */
  readonly page: Promise<void>;
  stop(): Promise<void>;
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
}

/** Switches for tests of failures: what the platform does to a project now and then. False: no such switch. */
async function flip(path: string, keeper: Keeper, functions: FunctionsRunner): Promise<boolean> {
  const switches: Record<string, () => Promise<void> | void> = {
    "functions/kill": () => functions.kill(),
    "functions/restart": () => functions.restart(),
    "postgres/start": () => keeper.release(),
    "postgres/stop": () => keeper.end("postgres", "SIGINT", true),
    "postgres/kill": () => keeper.end("postgres", "SIGKILL", false),
    "sidecar/kill": () => keeper.end("sidecar", "SIGKILL", false),
  };
  const chosen = Object.hasOwn(switches, path) ? switches[path] : undefined;
  await chosen?.();
  return chosen !== undefined;
}

/**
 * Brings a whole stack up in `home`, its gateway on `port`. `interrupted` is looked at between the steps.
 * `engine`: what the workspaces' sidecars run their workflows on; "none": no sidecars at all.
 * The web page is built beside when its sources have changed; without sidecars it is served as it was built last.
 * Errors: StackError for what a person can mend; whatever was started has been stopped again by then.
 */
export async function startStack(
  home: Home,
  port: number,
  progress: Progress,
  interrupted?: AbortSignal,
  engine: EngineName = "none",
): Promise<Stack> {
  process.umask(0o022); // what PostgreSQL's own user must read is readable; secrets are written with mode 600
  makeHome(home);
  await claim(home, port, progress);
  const keeper = createKeeper(home, progress);
  const servers: Server[] = [];
  let functions: FunctionsRunner | undefined;
  let worker: Worker | undefined;
  let page: WebBuild | undefined;
  let sidecars: SidecarPart | undefined;

  const step = (line: string): void => {
    if (interrupted?.aborted) {
      throw new StackError("Interrupted while starting.", "Everything that was started is stopped.", 130);
    }
    progress(line);
  };

  async function stop(): Promise<void> {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    sidecars?.stop();
    await Promise.all([functions?.stop(), worker?.stop(), page?.stop()]);
    await keeper.stop(["sidecar", () => endEngines(home), "rest", "postgres"]);
  }

  try {
    const secrets = await ensureSecrets(home);
    const project = readProjectConfig();
    const ports = await choosePorts(port);
    const info = addressesOf(home, secrets, ports, engine);
    const env = () => functionsEnv(home, secrets, info);
    if (engine !== "none") page = buildBeside(progress);
    const runner = startFunctions(home, env, (who) => keeper.note("functions", who));
    functions = runner;

    step("PostgreSQL …");
    const { mended } = await ensureCluster(home, secrets);
    if (mended) progress(`Mended: ${mended}.`);
    await keeper.keep("postgres", () => startPostgres(home, secrets, ports.database));
    await bootstrap(home, secrets, ports.database);

    step("Migrations …");
    await pushMigrations(home, info.db_url);
    await withConnection(info.db_url, async (sql) => {
      await putVaultSecrets(sql, info.functions_url, secrets.settings.CRON_SECRET ?? "");
      await ensureDemoTokens(home, sql);
      if (engine === "n8n") await allowForBoot(sql);
    });

    step("PostgREST, functions, gateway …");
    await keeper.keep("rest", () => spawnRest(home, secrets, ports, project));
    const gateway = createGateway({
      keys: secrets,
      restPort: ports.rest,
      functionsPort: runner.port,
      openFunctions: project.openFunctions,
      control: (path) => flip(path, keeper, runner),
    });
    const issuer = createIssuer(secrets, () => info.issuer_url, partiesOf(info));
    const web = createWebServer({ info, building: () => page?.running() ?? false });
    servers.push(issuer, gateway, web);
    await Promise.all([
      listen(issuer, ports.issuer),
      listen(gateway, port),
      listen(web, ports.web),
      restReady(home, ports),
      runner.port(),
    ]);
    worker = startWorker(home, databaseUrl("supabase_admin", secrets.admin_password, ports.database));
    const plan = { home, info, engine, eventsPort: ports.sidecarEvents, keeper, say: progress };
    [sidecars] = await Promise.all([
      startSidecarPart(plan),
      engine === "none" ? undefined : prepareDemonstration(home, secrets, info, env(), progress),
    ]);
    keeper.ready(info);
    return { info, page: page?.ended ?? Promise.resolve(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
