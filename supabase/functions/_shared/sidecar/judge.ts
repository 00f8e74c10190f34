// What a sidecar's answer to a command means: its result, or which kind of failure.
import { z } from "zod";
import { PermanentError, RetryableError } from "../errors/mod.ts";
import { type Action, RESULTS, type ResultOf } from "./actions.ts";

export interface Reply {
  /** 0: none came. */
  status: number;
  body: unknown;
}

const answerSchema = z.object({
  success: z.boolean(),
  result: z.unknown(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullish(),
});
const refusalSchema = z.object({ code: z.string() });

/** 200, and neither a result of this action nor an error. */
export function isUnreadable(action: Action, { status, body }: Reply): boolean {
  if (status !== 200) return false;
  const answer = answerSchema.safeParse(body).data;
  return !answer?.error && !(answer?.success && RESULTS[action].safeParse(answer.result).success);
}

/** The action's result. Throws PermanentError or RetryableError; `removing`: the command takes something away. */
export function judge<A extends Action>(action: A, { status, body }: Reply, removing: boolean): ResultOf<A> {
  // What is to be taken away must not be left for good by a clock, a key or a proxy that is put right a minute later.
  const Unfit = removing ? RetryableError : PermanentError;
  const detail = { action, status };
  if (status === 0) {
    throw new RetryableError("sidecar_unreachable", `${action}: the sidecar did not answer`, detail);
  }
  if (status !== 200) {
    const { code } = refusalSchema.safeParse(body).data ?? { code: `status ${status}` };
    const said = `${action}: the sidecar answered ${status} (${code})`;
    // 409: another command overtook this one; the next try brings a later ticket.
    if (status === 409 || status === 429 || status >= 500) {
      throw new RetryableError("sidecar_busy", said, { ...detail, code });
    }
    const Refusal = status === 401 ? Unfit : PermanentError;
    throw new Refusal("sidecar_refused", said, { ...detail, code });
  }
  const answer = answerSchema.safeParse(body).data;
  const result = answer?.success ? RESULTS[action].safeParse(answer.result) : undefined;
  if (result?.success) return result.data as ResultOf<A>;
  if (!answer?.error) {
    throw new Unfit("sidecar_unreadable", `${action}: the sidecar's answer makes no sense`, detail);
  }
  const { code, message, retryable } = answer.error;
  const Failure = retryable ? RetryableError : PermanentError;
  throw new Failure(code, `${action}: ${message}`, { ...detail, code });
}
