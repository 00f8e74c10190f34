// Around every handler: the request's id, errors to replies, one line in the log.
import { MissingSettings } from "../env.ts";
import { DatabaseError, HttpError, httpErrorOf } from "../errors/mod.ts";
import { consoleLog, type Log } from "../log.ts";
import { count } from "../metrics/counts.ts";
import { drain } from "./body.ts";
import { errorReply } from "./reply.ts";

export type Handler = (req: Request) => Promise<Response>;

/** What a handler tells its log line. */
export interface RequestContext {
  readonly requestId: string;
  workspaceId?: string;
  traceId?: string;
  outcome?: string;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

function causeOf(error: HttpError): string | undefined {
  const { cause } = error;
  if (error.status < 500 || cause === undefined) return undefined;
  if (cause instanceof MissingSettings) return cause.message;
  // The database's message may quote a value of the caller's; the code alone may not.
  if (cause instanceof DatabaseError) return `database ${cause.code || `status ${cause.status}`}`;
  return cause instanceof Error
    ? `${cause.name} at ${cause.stack?.split("\n")[1]?.trim() ?? "?"}`
    : typeof cause;
}

/**
 * Makes `decide` a handler. What it throws becomes the reply; `finish` sees every reply, errors included.
 */
export function createHandler(
  name: string,
  decide: (req: Request, ctx: RequestContext) => Promise<Response>,
  log: Log = consoleLog,
  finish: (response: Response) => Response = (response) => response,
): Handler {
  return async (req) => {
    const started = performance.now();
    const given = req.headers.get("x-request-id") ?? "";
    const ctx: RequestContext = { requestId: REQUEST_ID.test(given) ? given : crypto.randomUUID() };
    let response: Response;
    let cause: string | undefined;
    try {
      response = await decide(req, ctx);
    } catch (thrown) {
      const error =
        thrown instanceof MissingSettings
          ? new HttpError("not_configured", { cause: thrown })
          : httpErrorOf(thrown);
      response = errorReply(error, ctx.requestId);
      ctx.outcome = error.code;
      cause = causeOf(error);
    }
    await drain(req);
    response = finish(response);
    response.headers.set("x-request-id", ctx.requestId);
    count(name, response.status, ctx.outcome ?? "ok");
    log({
      request_id: ctx.requestId,
      function: name,
      method: req.method,
      status: response.status,
      outcome: ctx.outcome ?? "ok",
      ms: Math.round((performance.now() - started) * 10) / 10,
      workspace_id: ctx.workspaceId,
      trace_id: ctx.traceId,
      cause,
    });
    return response;
  };
}
