// Passes a request on to a server behind the gateway. Bodies are streamed, never held; connections are kept.
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";

/** Set anew by this hop, or meant for one hop alone. */
const DROPPED = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "upgrade",
  "x-forwarded-for",
  "te",
  "trailer",
]);
const RESPONSE_DROPPED = new Set(["connection", "keep-alive"]);

const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 256, scheduling: "lifo" });

export function reply(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, {
    "content-type": "application/json",
    "access-control-allow-origin": "*",
    ...headers,
  });
  res.end(JSON.stringify(body));
}

export function forwardedHeaders(req: IncomingMessage, replaced?: { authorization: string }): string[] {
  const headers: string[] = [];
  const raw = req.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (DROPPED.has(name) || (replaced && (name === "authorization" || name === "apikey"))) continue;
    headers.push(raw[i] as string, raw[i + 1] as string);
  }
  // Whoever is at the other end of the socket, whatever the request says of itself.
  headers.push("X-Forwarded-For", (req.socket.remoteAddress ?? "").replace(/^::ffff:/, ""));
  headers.push("X-Forwarded-Proto", "http");
  if (replaced) headers.push("Authorization", replaced.authorization);
  return headers;
}

/** `again`: this is the second try. */
export function forward(
  req: IncomingMessage,
  res: ServerResponse,
  port: number,
  path: string,
  headers: string[],
  again = false,
): void {
  const bodyless = !req.headers["content-length"] && !req.headers["transfer-encoding"];
  // What its sender has not sent yet goes nowhere; unread, it would stop the connection's next request.
  const letGo = (): void => {
    if (up.writableEnded) return;
    req.unpipe(up);
    req.resume();
    up.destroy();
  };
  const up = request({ agent, host: "127.0.0.1", port, method: req.method, path, headers }, (answer) => {
    const out: string[] = [];
    for (let i = 0; i < answer.rawHeaders.length; i += 2) {
      if (RESPONSE_DROPPED.has((answer.rawHeaders[i] as string).toLowerCase())) continue;
      out.push(answer.rawHeaders[i] as string, answer.rawHeaders[i + 1] as string);
    }
    res.writeHead(answer.statusCode ?? 502, out);
    answer.pipe(res);
    answer.on("end", letGo);
    answer.on("error", () => res.destroy());
  });
  up.setNoDelay(true);
  up.on("error", (error: NodeJS.ErrnoException) => {
    letGo();
    if (res.destroyed || res.writableEnded) return;
    // The server closed a kept connection as this request was put on it, and has not seen it.
    if (bodyless && up.reusedSocket && error.code === "ECONNRESET" && !again && !res.headersSent)
      return forward(req, res, port, path, headers, true);
    reply(
      res,
      503,
      { message: `The service behind the gateway is away (${error.code ?? error.message}).` },
      { "retry-after": "1" },
    );
  });
  res.on("close", () => !res.writableFinished && up.destroy());
  if (bodyless) up.end();
  else req.pipe(up);
}
