// What `vite` and `vite preview` answer for /config.json: the addresses of the running local stack, from the run file of
// GENESIS_HOME (default .genesis at the repository's root). A built page gets the file from whoever serves it.
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** As strict as in production, so that `vite preview` shows what would break there. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data:",
  "font-src 'self'",
  "connect-src 'self' http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

interface Run {
  info?: { api_url: string; publishable_key: string; issuer_url: string };
}

function configOf(home: string): { status: number; body: unknown } {
  try {
    const { info } = JSON.parse(readFileSync(join(home, "run.json"), "utf8")) as Run;
    if (!info) return { status: 503, body: { error: "The stack is still starting." } };
    const auth = { kind: "local", issuer_url: info.issuer_url };
    return {
      status: 200,
      body: { supabase_url: info.api_url, publishable_key: info.publishable_key, auth },
    };
  } catch {
    return { status: 503, body: { error: `No stack runs in ${home}. Start one: npx genesis up --detach` } };
  }
}

function serve(home: string, policy?: string) {
  return (req: IncomingMessage, res: ServerResponse, next: () => void): void => {
    if (policy) res.setHeader("content-security-policy", policy);
    if (req.url?.split("?")[0] !== "/config.json") return next();
    const { status, body } = configOf(home);
    res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    res.end(JSON.stringify(body));
  };
}

export function stackConfig(): Plugin {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const home = resolve(root, process.env.GENESIS_HOME ?? ".genesis");
  return {
    name: "genesis-config",
    configureServer: (server) => void server.middlewares.use(serve(home)),
    configurePreviewServer: (server) => void server.middlewares.use(serve(home, POLICY)),
  };
}
