// What is to be started again: nothing, everything, or some of it, as functions/freeze-workspace takes it.
import type { Reactivate, WouldStart } from "@contracts/freeze.ts";

export const HOW = ["nothing", "some", "all"] as const;
export type How = (typeof HOW)[number];
export interface Choice {
  how: How;
  /** Workflows (workflow_map) by id; counts for `some` alone. */
  ids: readonly string[];
}

export const workflowIds = (sets: readonly WouldStart[]): string[] =>
  sets.flatMap(({ workflows }) => workflows.map(({ id }) => id));

/** Null: nothing is started. */
export function reactivateOf({ how, ids }: Choice, sets: readonly WouldStart[]): Reactivate | null {
  const known = workflowIds(sets).filter((id) => ids.includes(id));
  if (how === "all") return workflowIds(sets).length > 0 ? true : null;
  return how === "some" && known.length > 0 ? known : null;
}

export function startsOf(choice: Choice, sets: readonly WouldStart[]): number {
  const reactivate = reactivateOf(choice, sets);
  return reactivate === true ? workflowIds(sets).length : (reactivate?.length ?? 0);
}
