import type { FieldIssue } from "../contracts/mod.ts";
import { ERRORS, type ErrorCode } from "./registry.ts";

interface Details {
  fields?: FieldIssue[];
  /** Instead of the registry's status, sentence or code: what the database said of its own. */
  status?: number;
  sentence?: string;
  code?: string;
  hint?: string;
  /** Whole seconds. Every 429 and 503 has one; 5 when nothing else is known. */
  retryAfter?: number;
  headers?: Record<string, string>;
  /** Further members of the body: `current_spend`, `limit` and the like. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

const USUAL_RETRY_S = 5;

/** An answer that is an error. Thrown anywhere below a handler, turned into its reply in one place. */
export class HttpError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;

  constructor(code: ErrorCode, details: Details = {}) {
    const known = ERRORS[code];
    super(details.sentence ?? known.sentence, { cause: details.cause });
    this.name = "HttpError";
    this.code = details.code ?? code;
    this.status = details.status ?? known.status;
    this.headers = { ...details.headers };
    if (this.status === 429 || this.status === 503) {
      this.headers["retry-after"] = String(Math.max(1, Math.ceil(details.retryAfter ?? USUAL_RETRY_S)));
    }
    this.body = { error: this.message, code: this.code, hint: details.hint ?? known.hint, ...details.extra };
    if (details.fields && details.fields.length > 0) this.body.fields = details.fields;
  }
}
