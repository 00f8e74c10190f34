// One request to n8n: a time limit, JSON both ways, and failures sorted into worth a retry or not.
import { EngineError } from "./engine.ts";

export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers: Headers;
}

export interface Request {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers and no failures. */
  readonly expect?: readonly number[];
  readonly timeoutMs?: number;
}

export type Call = (path: string, request?: Request) => Promise<Answer>;

/** n8n answers in milliseconds. */
const TIMEOUT_MS = 10_000;

const sentence = (json: unknown, status: number): string => {
  const message = (json as { message?: unknown } | null)?.message;
  return typeof message === "string" && message !== "" ? message.slice(0, 500) : `n8n answered ${status}`;
};

function failure(status: number, json: unknown): EngineError {
  const said = sentence(json, status);
  if (status === 429) return new EngineError("engine_busy", said, status);
  if (status === 409) return new EngineError("engine_conflict", said, status);
  if (status >= 500) return new EngineError("engine_unavailable", said, status);
  return new EngineError("engine_refused", said, status);
}

export function createCall(base: string): Call {
  return async (path, request = {}) => {
    const timeout = request.timeoutMs ?? TIMEOUT_MS;
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(base + path, {
        method: request.method ?? "GET",
        headers: {
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        redirect: "manual",
        signal: AbortSignal.timeout(timeout),
      });
      text = await answer.text();
    } catch (error) {
      const slow = error instanceof Error && error.name === "TimeoutError";
      throw new EngineError(
        "engine_unavailable",
        slow ? `n8n did not answer within ${timeout} ms` : "n8n cannot be reached",
      );
    }
    let json: unknown = null;
    try {
      json = text === "" ? null : JSON.parse(text);
    } catch {
      json = null; // a page of text: the status says enough
    }
    if (!answer.ok && !request.expect?.includes(answer.status)) throw failure(answer.status, json);
    return { status: answer.status, json, headers: answer.headers };
  };
}
