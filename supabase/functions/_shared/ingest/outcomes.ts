// The shapes in which SQL's ingest functions answer, and how they become replies.
import type { FieldIssue } from "../contracts/mod.ts";
import { ERRORS, HttpError, isErrorCode } from "../errors/mod.ts";
import type { GroupOutcome } from "../group-commit/group-commit.ts";

/** What SQL says of one item; further members belong to the function that asked. */
export interface ItemOutcome {
  status: number;
  code?: string;
  fields?: FieldIssue[];
  [member: string]: unknown;
}

/** What judges a whole request before its items: token, freeze, rate. Throws unless it passed. */
export function requireGatePassed(outcome: GroupOutcome<unknown>): void {
  if (outcome.status === 200) return;
  const code = isErrorCode(outcome.code) ? outcome.code : "internal_error";
  throw new HttpError(code, { retryAfter: outcome.retry_after });
}

/** An item's failure, as the error that it would have been alone. */
export function itemError({ status, code, fields, ...extra }: ItemOutcome): HttpError {
  return isErrorCode(code)
    ? new HttpError(code, { status, fields, extra })
    : new HttpError("internal_error", { cause: new Error("unknown outcome of an item") });
}

/** The result of an item that the database refused. */
export const refusedItem = (error: HttpError): ItemOutcome => ({
  status: error.status,
  code: isErrorCode(error.code) ? error.code : "data_rejected",
});

/** The result of an item that its schema refused. */
export const invalidItem = (fields: FieldIssue[]): ItemOutcome => ({
  status: ERRORS.invalid_field.status,
  code: "invalid_field",
  fields,
});
