// One question to a provider over HTTP. What comes back is a status and JSON, never an error that could carry a
// header or a URL with a secret in it.
import type { SafeFetchReason } from "../safe-fetch/errors.ts";
import { SafeFetchError } from "../safe-fetch/errors.ts";
import { guardedRequestIn } from "../safe-fetch/request.ts";
import type { ProviderDeps } from "./types.ts";

export interface Question {
  url: string;
  method?: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** The tenant named the host: it goes through the guard. */
  tenants?: boolean;
}

export interface Reply {
  /** 0: none came. */
  status: number;
  /** undefined: no JSON. */
  json: unknown;
  /** Why none came. */
  reason?: SafeFetchReason;
}

export const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_000_000;

export async function ask(deps: ProviderDeps, question: Question): Promise<Reply> {
  try {
    return await (question.tenants ? askGuarded(deps, question) : askOperators(deps, question));
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    const reason = error instanceof SafeFetchError ? error.reason : timedOut ? "timeout" : "connect";
    return { status: 0, json: undefined, reason };
  }
}

async function askGuarded(deps: ProviderDeps, { url, method, headers, body }: Question): Promise<Reply> {
  const request = {
    url,
    headers: { accept: "application/json", ...headers },
    maxBytes: MAX_BYTES,
    ...(method && { method }),
    ...(body !== undefined && { body }),
  };
  const allowLoopback = deps.settings.flag("LOCAL_MODE");
  const { status, bytes } = await guardedRequestIn(deps.timeoutMs ?? TIMEOUT_MS, request, deps, {
    allowLoopback,
  });
  return { status, json: jsonOf(new TextDecoder().decode(bytes)) };
}

async function askOperators(deps: ProviderDeps, { url, method, headers, body }: Question): Promise<Reply> {
  const response = await deps.fetch(url, {
    method: method ?? "GET",
    headers: { accept: "application/json", ...headers },
    ...(body !== undefined && { body }),
    // A redirect would take the secret with it.
    redirect: "manual",
    signal: AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS),
  });
  return { status: response.status, json: jsonOf(await response.text()) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of an answer, by its path; undefined where there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/** Everything an answer's error says, for a look at its words; never shown. */
export const errorText = (json: unknown): string =>
  JSON.stringify(at(json, "error") ?? json ?? "").slice(0, 4_000);
