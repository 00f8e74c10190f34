import type { HttpError } from "../errors/mod.ts";

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

/** The error shape of every function: `{error, code, request_id, fields?, …}`. */
export function errorReply(error: HttpError, requestId: string): Response {
  return json({ ...error.body, request_id: requestId }, error.status, error.headers);
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after, x-request-id",
};

/** Lets a browser on any origin read the answer: the functions know no cookies, so that nothing rides along. */
export function withCors(response: Response): Response {
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}

/** The answer to a browser's question before its request. */
export function preflight(methods: string): Response {
  const headers = {
    ...CORS,
    "access-control-allow-methods": methods,
    "access-control-allow-headers":
      "authorization, apikey, content-type, x-api-key, x-client-info, x-request-id",
    "access-control-max-age": "600",
  };
  return new Response(null, { status: 204, headers });
}
