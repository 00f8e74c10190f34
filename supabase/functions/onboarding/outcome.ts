// What machine functions answer, and how a neighbour's failure is told.
import { z } from "zod";
import { HttpError, PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import { parseFields } from "../_shared/http/session-route.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/outcomes.ts";
import type { Stages } from "./deps.ts";

/** `updated_at`: of the save, for the next one of the same form. */
export type Saved = ItemOutcome & { stages: Stages; updated_at?: string };

const seenSchema = z.object({
  updated_at: z.iso
    .datetime({
      offset: true,
      error: "must be the updated_at of the stage, as GET /onboarding/progress gives it",
    })
    .optional(),
});

/**
 * The save that a form was opened on, as `updated_at` of the request's body says: null for none yet. Who leaves it out
 * is not asked.
 */
export function seenOf(raw: Record<string, unknown>): { p_seen?: string } {
  // A schema takes null for what is absent; here it says that there was nothing.
  if (raw.updated_at === null) return { p_seen: "-infinity" };
  const { updated_at } = parseFields(seenSchema, raw);
  return updated_at === undefined ? {} : { p_seen: updated_at };
}

/** A stage's save, and its time; 409 when another one came between. */
export function saved(outcome: Saved): Pick<Saved, "stages" | "updated_at"> {
  if (outcome.code === "conflict") {
    throw new HttpError("conflict", { sentence: "This stage was saved elsewhere since you opened it" });
  }
  const { stages, updated_at } = passed(outcome);
  return { stages, updated_at };
}

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
