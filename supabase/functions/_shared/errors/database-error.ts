// The one switch from what PostgREST and PostgreSQL say to what a caller is told.
import { HttpError } from "./http-error.ts";
import { codeOfStatus } from "./registry.ts";

/** A call that PostgREST did not answer with 2xx; `status` 0 when no answer came. */
export class DatabaseError extends Error {
  readonly code: string;
  readonly details: string;
  readonly hint: string;
  readonly status: number;

  constructor(
    from: { code?: string; message?: string; details?: string | null; hint?: string | null },
    status: number,
  ) {
    super(from.message ?? "no message");
    this.name = "DatabaseError";
    this.code = from.code ?? "";
    this.details = from.details ?? "";
    this.hint = from.hint ?? "";
    this.status = status;
  }
}

/** For a log line: the SQLSTATE or the status, never the sentence, which may quote a value; undefined for what is no database's. */
export const databaseCauseOf = (error: unknown): string | undefined =>
  error instanceof DatabaseError ? `database ${error.code || error.status}` : undefined;

/**
 * - `away`: the same call may pass in a moment (deadlock, lock or statement time-out, no resources, no connection)
 * - `data`: what was sent cannot be stored; the same call will never pass
 * - `said`: a function of ours raised PTxyz for the caller to read
 * - `unknown`: a mistake of ours
 */
export type Fault = "away" | "data" | "said" | "unknown";

export function faultOf(error: unknown): Fault {
  if (!(error instanceof DatabaseError)) return "unknown";
  const { code, status } = error;
  // No answer, or none of PostgREST's own: a gateway in front of it spoke.
  if (status === 0 || (code === "" && status >= 502 && status <= 504)) return "away";
  // Neither code nor sentence, with 400: the server died under the statement, and libpq had nothing to say of it.
  if (code === "" && status === 400 && error.message === "") return "away";
  switch (code) {
    case "40P01": // deadlock
    case "55P03": // lock_timeout
    case "57014": // statement_timeout
    case "57P01": // the server is stopping
    case "57P02":
    case "57P03": // the server is starting
    case "PGRST000": // PostgREST: no connection to the database
    case "PGRST001":
    case "PGRST002": // its schema cache is not loaded yet
    case "PGRST003": // no free connection in time
      return "away";
    case "PGRST102": // PostgREST cannot read the body
      return "data";
  }
  if (/^PT[1-5]\d\d$/.test(code)) return "said";
  switch (code.length === 5 ? code.slice(0, 2) : "") {
    case "08": // connection
    case "53": // resources
      return "away";
    case "21":
    case "22": // data
    case "23": // constraints
    case "54": // beyond a limit of PostgreSQL
      return "data";
    default:
      return "unknown";
  }
}

/** What the caller is told about a failed call. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const cause = error;
  switch (faultOf(error)) {
    case "away":
      return new HttpError("database_unavailable", { cause });
    case "data":
      return new HttpError("data_rejected", { cause });
    case "said": {
      const { code, message, details, hint } = error as DatabaseError;
      const status = Number(code.slice(2));
      const own = /^[a-z][a-z0-9_]*$/.test(details) ? details : undefined;
      return new HttpError(codeOfStatus(status), {
        status,
        sentence: message,
        code: own,
        hint: hint || undefined,
        cause,
      });
    }
    default:
      return new HttpError("internal_error", { cause });
  }
}
