// One class for whatever failed on its way: a function's answer, PostgREST's, or none at all.

export interface FieldIssue {
  /** Dotted: `links.0`. */
  path: string;
  message: string;
}

interface Parts {
  /** HTTP status; 0 when no answer came. */
  status: number;
  /** Stable, of docs/error-codes.md; `unreachable` when no answer came. */
  code: string;
  /** A sentence for people. */
  message: string;
  fields?: FieldIssue[];
  hint?: string;
  request_id?: string;
  /** The whole answer: some codes say more, such as `missing`. */
  body?: Record<string, unknown>;
  cause?: unknown;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldIssue[];
  readonly hint: string | undefined;
  readonly request_id: string | undefined;
  readonly body: Record<string, unknown>;

  constructor({ status, code, message, fields, hint, request_id, body, cause }: Parts) {
    super(message, { cause });
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fields = fields ?? [];
    this.hint = hint;
    this.request_id = request_id;
    this.body = body ?? {};
  }
}

export const unreachable = (cause: unknown): ApiError =>
  new ApiError({ status: 0, code: "unreachable", message: "Genesis could not be reached", cause });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

function fieldsOf(value: unknown): FieldIssue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) =>
    isObject(item) && typeof item.path === "string" && typeof item.message === "string"
      ? [{ path: item.path, message: item.message }]
      : [],
  );
}

/** Of an Edge Function's answer `{error, code, request_id, fields?, hint?}`, or of a gateway's that has none of it. */
export function errorOfAnswer(status: number, raw: unknown): ApiError {
  const body = isObject(raw) ? raw : {};
  return new ApiError({
    status,
    code: text(body.code) ?? `http_${status}`,
    message: text(body.error) ?? (status >= 500 ? "Genesis is away for a moment" : "The request was refused"),
    fields: fieldsOf(body.fields),
    hint: text(body.hint),
    request_id: text(body.request_id),
    body,
  });
}

interface PostgrestError {
  message: string;
  code?: string;
  details?: string | null;
  hint?: string | null;
}

/**
 * Of PostgREST's answer. SQL functions raise PTxyz with their code in `details`; what else the database says is not
 * for people, and becomes a bland sentence.
 */
export function errorOfDatabase(error: PostgrestError, status: number): ApiError {
  const sql = error.code ?? "";
  if (status === 0) return unreachable(error);
  if (/^PT[1-5]\d\d$/.test(sql)) {
    return new ApiError({
      status: Number(sql.slice(2)),
      code: /^[a-z][a-z0-9_]*$/.test(error.details ?? "") ? String(error.details) : `http_${sql.slice(2)}`,
      message: error.message,
      hint: text(error.hint),
      cause: error,
    });
  }
  if (status === 401 || sql.startsWith("PGRST30")) {
    return new ApiError({
      status: 401,
      code: "invalid_session",
      message: "Your session has ended",
      cause: error,
    });
  }
  if (sql === "42501") {
    return new ApiError({
      status: 403,
      code: "forbidden",
      message: "You have no access to this",
      cause: error,
    });
  }
  const away =
    status >= 502 || /^(08|53|57P|40P01|55P03|57014|PGRST00)/.test(sql) || (sql === "" && status >= 500);
  return away
    ? new ApiError({
        status: 503,
        code: "database_unavailable",
        message: "The database is away for a moment",
        cause: error,
      })
    : new ApiError({
        status: status || 500,
        code: "internal_error",
        message: "Something went wrong on our side",
        cause: error,
      });
}
