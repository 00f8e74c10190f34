// Calls to Edge Functions, as the signed-in person.
import { type ApiError, errorOfAnswer, unreachable } from "./error.ts";

export interface CallOptions {
  method?: "GET" | "POST" | "DELETE";
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/** `path` begins with the function's name: `api("launch/plan", {query: {workspace_id}})`. Raises ApiError. */
export type Api = <T>(path: string, options?: CallOptions) => Promise<T>;

interface Deps {
  supabaseUrl: string;
  publishableKey: string;
  getToken: () => Promise<string | null>;
  fetch?: typeof fetch;
  /** Told of each refusal before the caller is: forms catch what no cache of queries hears of. */
  onRefused?: (error: ApiError) => void;
}

function urlOf(base: string, path: string, query: CallOptions["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return `${base}/functions/v1/${path}${text && `?${text}`}`;
}

export function createApi({ supabaseUrl, publishableKey, getToken, fetch: call, onRefused }: Deps): Api {
  const send = call ?? ((...args: Parameters<typeof fetch>) => globalThis.fetch(...args));
  return async <T>(path: string, { method, query, body, signal }: CallOptions = {}): Promise<T> => {
    const token = await getToken();
    const headers: Record<string, string> = { apikey: publishableKey, accept: "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer: Response;
    try {
      answer = await send(urlOf(supabaseUrl, path, query), {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unreachable(error);
    }
    const said: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) {
      const refusal = errorOfAnswer(answer.status, said);
      onRefused?.(refusal);
      throw refusal;
    }
    return said as T;
  };
}
