// Calls Edge Functions as a person, with a session token: the same routes as the web page's.
import { ApiError, type Door } from "../stack/data-api.ts";

/** What every function says when it refuses. */
interface Refusal {
  readonly error?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
}

/** The fields that are wrong, instead of the sentence that the answer names them. */
const adviceOf = ({ fields, hint }: Refusal): string =>
  fields?.map(({ path, message }) => `${path}: ${message}`).join("\n") ?? hint ?? "";

export interface FunctionsApi {
  /** GET, DELETE with a query, POST with a body. Errors: ApiError with the function's sentence and status. */
  call<T>(method: "GET" | "POST" | "DELETE", path: string, given: Record<string, unknown>): Promise<T>;
}

const queryOf = (given: Record<string, unknown>): string =>
  new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();

export function functionsApi(door: Omit<Door, "schema">): FunctionsApi {
  const base = `${door.url.replace(/\/+$/, "")}/functions/v1`;
  return {
    async call<T>(method: "GET" | "POST" | "DELETE", path: string, given: Record<string, unknown>) {
      const headers = {
        apikey: door.apikey,
        authorization: `Bearer ${await door.token()}`,
        "content-type": "application/json",
      };
      const inBody = method === "POST";
      const url = `${base}/${path}${inBody ? "" : `?${queryOf(given)}`}`;
      const init = { method, headers, ...(inBody ? { body: JSON.stringify(given) } : {}) };
      const answer = await fetch(url, init).catch((error: Error) => {
        throw new ApiError(0, `${door.url} does not answer: ${error.message}`, "Is the address right?");
      });
      const said: unknown = await answer.json().catch(() => ({}));
      if (answer.ok) return said as T;
      const refusal = (said ?? {}) as Refusal;
      throw new ApiError(
        answer.status,
        `${refusal.error ?? "Refused"} (${refusal.code ?? answer.status})`,
        adviceOf(refusal),
      );
    },
  };
}
