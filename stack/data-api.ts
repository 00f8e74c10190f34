// Calls PostgREST as a person (a session token) or as the machine (the secret key): for the stack and the CLI.
import { StackError } from "./errors.ts";

export interface Door {
  /** Address of the project: …/rest/v1 lies below it. */
  readonly url: string;
  readonly apikey: string;
  /** Asked for at each call: a session lives a minute. */
  readonly token: () => Promise<string>;
  readonly schema?: "public" | "genesis";
}

export interface DataApi {
  /** Calls an SQL function; gives its answer. */
  rpc<T>(name: string, args: Record<string, unknown>): Promise<T>;
  /** Rows of a table or view: `workspaces?select=id`. */
  rows<T>(path: string): Promise<T[]>;
}

/** What the project refused, or that it did not answer. */
export class ApiError extends StackError {
  /** HTTP's; 0: nobody answered. */
  readonly status: number;
  constructor(status: number, message: string, hint: string) {
    super(message, hint);
    this.status = status;
  }
  /** Worth asking again. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Errors: ApiError. */
export function dataApi(door: Door): DataApi {
  const schema = door.schema ?? "public";
  const base = `${door.url.replace(/\/+$/, "")}/rest/v1`;
  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const headers = {
      apikey: door.apikey,
      authorization: `Bearer ${await door.token()}`,
      "content-type": "application/json",
      "accept-profile": schema,
      "content-profile": schema,
    };
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${base}/${path}`, { ...init, headers }).catch((error: Error) => {
      throw new ApiError(0, `${door.url} does not answer: ${error.message}`, "Is the address right?");
    });
    const said = (await answer.json().catch(() => ({}))) as { message?: string; hint?: string };
    if (answer.ok) return said as T;
    throw new ApiError(
      answer.status,
      `${path.split("?")[0]} answered ${answer.status}: ${said.message ?? "no reason given"}`,
      said.hint ?? "Is the session an operator's, and still valid?",
    );
  }
  return { rpc: (name, args) => ask(`rpc/${name}`, args), rows: (path) => ask(path) };
}
