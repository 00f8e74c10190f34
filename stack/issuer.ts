// Stands where Clerk is: signs session tokens for anyone who asks, and publishes the key they are signed with.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import { publicIssuerKey, type Secrets } from "./secrets.ts";
import { DEMO_USERS, mintToken, TOKEN_LIFE_S } from "./tokens.ts";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "GET,POST,OPTIONS",
};
const MAX_BODY = 10_000;

/** Who signs in: one of the demonstration's people, or a new person by a user id that nobody has. */
const person = z.strictObject({
  user_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "letters, digits, _ and -, at most 64"),
  email: z.email().max(254).optional(),
  name: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}]{1,200}$/u, "1 to 200 characters")
    .optional(),
});

function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json", ...CORS });
  res.end(JSON.stringify(body));
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of req) {
    text += chunk;
    if (text.length > MAX_BODY) throw new Error("too large");
  }
  return JSON.parse(text || "{}");
}

/**
 * `issuerUrl` is asked for at each request: the port may be known only once the server listens. `parties`: the page's
 * origins; a token's azp is the one that asked for it, as with Clerk, else the first.
 */
export function createIssuer(
  secrets: Secrets,
  issuerUrl: () => string,
  parties: readonly string[] = [],
): Server {
  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body: unknown;
    try {
      body = await readBody(req);
    } catch {
      return send(res, 400, { error: 'The body must be JSON: {"user_id": "user_alice"}' });
    }
    const who = person.safeParse(body);
    if (!who.success) {
      const said = who.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      return send(res, 400, { error: `user_id, and if you like email and name: ${said.join("; ")}` });
    }
    const { user_id: userId, email, name } = who.data;
    const azp = parties.find((party) => party === req.headers.origin);
    const options = { ...(email && { email }), ...(name && { name }), ...(azp && { azp }) };
    send(res, 200, {
      token: await mintToken(secrets, issuerUrl(), userId, options),
      expires_in: TOKEN_LIFE_S,
    });
  }

  return createServer((req, res) => {
    const path = (req.url ?? "/").split("?")[0];
    if (req.method === "OPTIONS") return void res.writeHead(204, CORS).end();
    if (path === "/.well-known/jwks.json") return send(res, 200, { keys: [publicIssuerKey(secrets)] });
    if (path === "/.well-known/openid-configuration") {
      return send(res, 200, { issuer: issuerUrl(), jwks_uri: `${issuerUrl()}/.well-known/jwks.json` });
    }
    if (path === "/users") return send(res, 200, DEMO_USERS);
    if (path === "/token" && req.method === "POST") {
      return void token(req, res).catch((error) => send(res, 500, { error: String(error) }));
    }
    send(res, 404, { error: "GET /.well-known/jwks.json, GET /users, POST /token {user_id, email?, name?}" });
  });
}
