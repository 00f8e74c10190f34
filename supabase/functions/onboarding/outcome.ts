// What machine functions answer, and how a neighbour's failure is told.
import { HttpError, PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/outcomes.ts";
import type { Stages } from "./deps.ts";

export type Saved = ItemOutcome & { stages: Stages };

/** The outcome, or its error thrown. */
export function passed<T extends ItemOutcome>(outcome: T): T {
  if (outcome.status === 200) return outcome;
  throw itemError(outcome);
}

/** 501 naming the settings that are unset. */
export const notOffered = (...names: string[]): HttpError =>
  new HttpError("not_offered", {
    sentence: `This is not offered here: ${names.join(" and ")} ${names.length > 1 ? "are" : "is"} not set`,
    extra: { settings: names },
  });

/** A neighbour that is away is worth a retry; one that refuses is not. */
export async function asNeighbour<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RetryableError)
      throw new HttpError("provider_unavailable", { sentence: `${name} does not answer just now`, cause });
    if (cause instanceof PermanentError)
      throw new HttpError("provider_refused", { sentence: `${name} refused this`, cause });
    throw cause;
  }
}
