// One port for everything, as https://<project>.supabase.co is: /rest/v1 to PostgREST, /functions/v1 to Deno.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "./errors.ts";
import { forward, forwardedHeaders, reply } from "./gateway-forward.ts";
import { type Keys, translate } from "./gateway-keys.ts";

export interface GatewayParts {
  readonly keys: Keys;
  readonly restPort: number;
  readonly functionsPort: () => Promise<number>;
  /** Functions whose config.toml block says verify_jwt = false. */
  readonly openFunctions: ReadonlySet<string>;
  /** The stack's own switches, for tests: /stack/v1/… with the secret key. */
  readonly control: (path: string) => Promise<boolean>;
}

const CORS_METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT";

/** The CORS answer of Supabase's gateway in front of the Data API. */
function preflight(req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": CORS_METHODS,
    "access-control-allow-headers": req.headers["access-control-request-headers"] ?? "*",
    "access-control-max-age": "3600",
    "content-length": "0",
  });
  res.end();
}

const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export function createGateway(parts: GatewayParts): Server {
  function rest(req: IncomingMessage, res: ServerResponse, url: string): void {
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) return preflight(req, res);
    const query = url.includes("apikey=") ? new URL(url, "http://x").searchParams.get("apikey") : undefined;
    const key = header(req, "apikey") ?? query ?? undefined;
    const said = translate(parts.keys, key, req.headers.authorization, req.headers["user-agent"]);
    if (!said.ok) return reply(res, 401, { message: said.message, hint: said.hint });
    let path = url.slice("/rest/v1".length);
    if (!path.startsWith("/")) path = `/${path}`;
    if (query) path = path.replace(/([?&])apikey=[^&]*(&|$)/, "$1").replace(/[?&]$/, "");
    forward(req, res, parts.restPort, path, forwardedHeaders(req, said));
  }

  async function functions(req: IncomingMessage, res: ServerResponse, url: string): Promise<void> {
    const path = url.slice("/functions/v1".length);
    const name = /^\/([^/?]*)/.exec(path)?.[1] ?? "";
    if (!parts.openFunctions.has(name) && req.method !== "OPTIONS") {
      return reply(res, 401, {
        code: "UNAUTHORIZED_NO_AUTH_HEADER",
        message: `No [functions.${name}] block of supabase/config.toml says verify_jwt = false.`,
      });
    }
    // A request's body waits in the socket while a restarted process comes up.
    const port = await parts.functionsPort();
    forward(req, res, port, path, forwardedHeaders(req));
  }

  async function control(req: IncomingMessage, res: ServerResponse, url: string): Promise<void> {
    const said = translate(parts.keys, header(req, "apikey"), undefined, undefined);
    if (!said.ok || !said.authorization.endsWith(parts.keys.service_role_jwt))
      return reply(res, 401, { message: "Needs the secret key." });
    if (req.method !== "POST") return reply(res, 405, { message: "POST only." });
    const known = await parts.control(url.slice("/stack/v1/".length));
    reply(res, known ? 200 : 404, { ok: known });
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = req.url ?? "/";
    if (/^\/rest\/v1(?:[/?]|$)/.test(url)) rest(req, res, url);
    else if (url.startsWith("/functions/v1/")) await functions(req, res, url);
    else if (url.startsWith("/stack/v1/")) await control(req, res, url);
    else if (url === "/")
      reply(res, 200, { genesis: "local stack", routes: ["/rest/v1/", "/functions/v1/"] });
    else reply(res, 404, { message: "no Route matched with those values" });
  }

  const server = createServer({ keepAlive: true, noDelay: true }, (req, res) => {
    serve(req, res).catch((error) => reply(res, 503, { message: messageOf(error) }, { "retry-after": "1" }));
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0; // server-sent events and long uploads are the functions' own matter
  return server;
}
