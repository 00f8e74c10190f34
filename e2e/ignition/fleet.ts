// A machine with many sidecars behind one address, each for its workspace with a simulated n8n of its own. What comes
// and goes can be looked at, spoilt or cut off on its way.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalSidecar, type LocalSidecarOptions, startLocalSidecar } from "../../sidecar/local.ts";
import { enrolmentToken } from "../support/sidecar.ts";
import type { Workspace, World } from "../support/world.ts";

/** A request on its way, or its answer on the way back: to a sidecar, or (front.ts) to an SQL function. */
export interface Passing {
  workspaceId: string;
  /** "health", "challenge", or the command's action; or the SQL function. */
  what: string;
  when: "before" | "after";
  /** Of a claim: the message's step. */
  step?: string;
}

/** A status to answer in the sidecar's place, or `drop`: the connection ends. */
export type Verdict = number | "drop" | undefined;

export interface Fleet {
  /** For LOCAL_SIDECAR_URL. */
  readonly url: string;
  sidecars: Map<string, LocalSidecar>;
  judge: (passing: Passing) => Verdict | Promise<Verdict>;
  /** All that passed. */
  seen: Passing[];
  /** Starts the workspace's sidecar; `of`: enrolled for another workspace. */
  start(workspace: Workspace, of?: Workspace): Promise<LocalSidecar>;
  stop(): Promise<void>;
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const whatOf = (path: string, body: Buffer): string => {
  const name = path.split("/").at(-1) ?? "";
  return name === "command" ? String(JSON.parse(body.toString()).action) : name;
};

/** Starts a sidecar and its n8n: in this process, or the sidecar in one of its own. */
export type StartSidecar = (options: LocalSidecarOptions) => Promise<LocalSidecar>;

export async function startFleet(
  world: World,
  startSidecar: StartSidecar = startLocalSidecar,
): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), "genesis-fleet-"));

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, workspaceId = "", path = ""] = /^\/w\/([0-9a-f-]{36})(\/.*)$/.exec(request.url ?? "") ?? [];
    const body = await bodyOf(request);
    const what = whatOf(path, body);
    const stops = async (when: Passing["when"]): Promise<boolean> => {
      fleet.seen.push({ workspaceId, what, when });
      const verdict = await fleet.judge({ workspaceId, what, when });
      if (verdict === "drop") response.destroy();
      else if (verdict !== undefined) response.writeHead(verdict).end("{}");
      return verdict !== undefined;
    };
    const sidecar = fleet.sidecars.get(workspaceId);
    if ((await stops("before")) || !sidecar) return void response.destroy();
    const { authorization = "", "content-type": type = "application/json" } = request.headers;
    const answer = await fetch(`${sidecar.url}${path}`, {
      method: request.method ?? "GET",
      headers: { authorization, "content-type": type },
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const text = await answer.text();
    if (await stops("after")) return;
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  }

  async function boot(workspace: Workspace, enrolToken: string): Promise<LocalSidecar> {
    const sidecar = await startSidecar({
      port: 0,
      stateDir: join(folder, workspace.id),
      functionsUrl: world.stack.info.functions_url,
      enrolToken,
      simulator: { publishMs: 20 },
      heartbeatSeconds: 600,
    });
    fleet.sidecars.set(workspace.id, sidecar);
    return sidecar;
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const fleet: Fleet = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/w/{workspace_id}`,
    sidecars: new Map(),
    judge: () => undefined,
    seen: [],
    async start(workspace, of = workspace) {
      return boot(workspace, await enrolmentToken(world, of.id));
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all([...fleet.sidecars.values()].map((sidecar) => sidecar.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fleet;
}
