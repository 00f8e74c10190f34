// A database that is slow by hand, for tests of group commit.
import { DatabaseError } from "../errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../group-commit/group-commit.ts";

export interface Ask {
  items: string[];
}
export type Answer = string | { refused: string };

/** A database that is slow by hand: each call waits to be let go. */
export function fake(
  fail: (items: string[], calls: number) => DatabaseError | undefined = () => undefined,
  options = {},
) {
  const calls: string[][][] = [];
  const waiting: (() => void)[] = [];
  let open = false;
  const submit = createGroupCommit<Ask, Answer>({
    async call(requests) {
      calls.push(requests.map((r) => [...r.items]));
      const nth = calls.length;
      if (!open) await new Promise<void>((go) => waiting.push(go));
      const error = fail(
        requests.flatMap((r) => r.items),
        nth,
      );
      if (error) throw error;
      return requests.map(
        (r): GroupOutcome<Answer> => ({ status: 200, results: r.items.map((i) => `stored ${i}`) }),
      );
    },
    refused: (error) => ({ refused: error.code }),
    ...options,
  });
  const letGo = () => {
    open = true;
    for (const go of waiting.splice(0)) go();
  };
  return { submit, calls, letGo };
}

export const ask = (...items: string[]): Ask => ({ items });
export const sqlState = (code: string) => new DatabaseError({ code, message: code }, 400);
