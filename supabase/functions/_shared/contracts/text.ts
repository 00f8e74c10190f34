// What PostgreSQL cannot store in text or jsonb: NUL, and half of a surrogate pair.

/** True when PostgreSQL can store the text. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

export interface FieldIssue {
  /** Dotted path of the field within its item: `metadata.tags.0`. */
  path: string;
  message: string;
}

export const UNSTORABLE = "must not contain NUL or half of a surrogate pair";

/**
 * The first thing in a JSON value that the database would refuse: text that it cannot store, a number beyond
 * double precision, or more nesting than `maxDepth`. Walks without recursion, as the nesting is the caller's.
 */
export function findUnstorable(root: unknown, maxDepth: number): FieldIssue | undefined {
  const open: { value: unknown; path: string; depth: number }[] = [{ value: root, path: "", depth: 0 }];
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, path, depth } = at;
    if (typeof value === "string" && !isStorable(value)) return { path, message: UNSTORABLE };
    if (typeof value === "number" && !Number.isFinite(value))
      return { path, message: "must be a finite number" };
    if (typeof value !== "object" || value === null) continue;
    if (depth >= maxDepth) return { path, message: `must not nest deeper than ${maxDepth}` };
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key)) return { path, message: `has a key that ${UNSTORABLE}` };
      open.push({ value: child, path: path ? `${path}.${key}` : key, depth: depth + 1 });
    }
  }
  return undefined;
}
