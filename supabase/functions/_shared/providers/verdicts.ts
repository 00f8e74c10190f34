import { SafeFetchError, type SafeFetchReason } from "../safe-fetch/errors.ts";
import type { VerdictAnswer } from "./types.ts";

export const ok = (message: string): VerdictAnswer => ({ verdict: "ok", message });
export const wrong = (message: string): VerdictAnswer => ({ verdict: "wrong", message });
export const expired = (message: string): VerdictAnswer => ({ verdict: "expired", message });
export const unreachable = (message: string): VerdictAnswer => ({ verdict: "unreachable", message });
export const unsupported = (message: string): VerdictAnswer => ({ verdict: "unsupported", message });

/** A host that a tenant named and that could not be asked. `what`: "The mail server". */
export function notAsked(what: string, reason: SafeFetchReason): VerdictAnswer {
  const sentence = new SafeFetchError(reason).message;
  // "The server does not …": it has been named.
  if (sentence.startsWith("The server")) {
    return unreachable(`${sentence.replace("The server", what)}. Check host and port, or try again later.`);
  }
  if (reason === "bad_url" || reason === "private_address") return wrong(`${what}: ${sentence}.`);
  if (reason === "dns") return wrong(`${what}: ${sentence}. Check its spelling.`);
  return unreachable(`${what}: ${sentence}. Check host and port, or try again later.`);
}
