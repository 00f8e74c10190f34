import type { FieldIssue } from "../_shared/contracts/mod.ts";
import { HttpError, isErrorCode } from "../_shared/errors/mod.ts";

/** What SQL answers: 200 with its members, or a refusal. */
export type Outcome<T> = { status: number; code?: string; fields?: FieldIssue[] } & Partial<T>;

/** What people are told of a refusal that depends on who asks. */
const SENTENCES: Readonly<Record<string, string>> = {
  forbidden: "This is for operators",
  not_found: "There is no such workspace",
};

/** The members of a 200; throws what SQL refused. */
export function passed<T>({ status, code, fields, ...members }: Outcome<T>): T {
  if (status === 200) return members as unknown as T;
  if (!isErrorCode(code)) throw new HttpError("internal_error");
  throw new HttpError(code, { status, fields, sentence: SENTENCES[code] });
}
