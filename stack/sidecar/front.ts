// One address for many: /w/{workspace_id}/… leads to that workspace's own sidecar (or engine, or the place where its
// engine's hook reports). A path without /w/ is the demonstration's workspace's.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import { forward, forwardedHeaders, reply } from "../gateway-forward.ts";
import { Refusal } from "./refusal.ts";

const OWN_PATH = /^\/w\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=[/?]|$)/i;

/** Where a request goes: whose it is, and the path that is left of it. Undefined: nobody's. */
export function addressed(
  url: string,
  resident: string | undefined,
): { workspaceId: string; path: string } | undefined {
  const found = OWN_PATH.exec(url);
  if (found) {
    const path = url.slice(found[0].length);
    return {
      workspaceId: (found[1] as string).toLowerCase(),
      path: path.startsWith("/") ? path : `/${path}`,
    };
  }
  return resident === undefined || url.startsWith("/w/") ? undefined : { workspaceId: resident, path: url };
}

/** As a sidecar's own /api/health would put it, so that a handshake which asks learns why. */
const notServed = (code: string, problem: string) => ({
  ok: false,
  enrolled: false,
  workspace_id: null,
  code,
  problem,
});

/** `portOf`: the port behind a workspace, which may have to be started first. Throws Refusal. */
export function createFront(
  resident: string | undefined,
  portOf: (workspaceId: string) => Promise<number>,
): Server {
  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const to = addressed(req.url ?? "/", resident);
    if (!to) throw new Refusal(404, "not_found", "Name a workspace: /w/{workspace_id}/…");
    forward(req, res, await portOf(to.workspaceId), to.path, forwardedHeaders(req));
  }
  const server = createServer({ keepAlive: true, noDelay: true }, (req, res) => {
    serve(req, res).catch((error) => {
      const { status, code } = error instanceof Refusal ? error : { status: 503, code: "unavailable" };
      reply(res, status, notServed(code, messageOf(error)));
    });
  });
  server.requestTimeout = 0;
  return server;
}
