// The rows of an upsert: those that PostgreSQL could not even read stay here, the others get SQL's outcome each.
import { type FieldIssue, findUnstorable, isObject, LIMITS } from "../_shared/contracts/mod.ts";
import { type ItemOutcome, invalidItem, itemError } from "../_shared/ingest/mod.ts";

const problemOf = (row: unknown): FieldIssue | undefined =>
  isObject(row) ? findUnstorable(row, LIMITS.metadataDepth) : { path: "", message: "must be an object" };

/** What can be sent, and how SQL's results become one a row, in the caller's order. */
export function sortRows(rows: unknown[]) {
  const problems = rows.map(problemOf);
  return {
    sendable: rows.filter((_, n) => !problems[n]),
    merge(results: ItemOutcome[]): Record<string, unknown>[] {
      let next = 0;
      return problems.map((problem) => {
        const result = problem ? invalidItem([problem]) : (results[next++] as ItemOutcome);
        return result.status === 200 ? result : { status: result.status, ...itemError(result).body };
      });
    },
  };
}
