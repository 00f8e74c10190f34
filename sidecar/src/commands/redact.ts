const MASK = "•••";
/** Shorter texts ("true", "smtp") are no secrets, and masking them makes sentences unreadable. */
const SHORTEST = 6;

function texts(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === "string" && value.length >= SHORTEST) found.add(value);
  else if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) texts(part, found);
  return found;
}

/** The message without any text of the payload's `data` or `value`: n8n may quote what it refuses. */
export function redacted(message: string, payload: unknown): string {
  const { data, value } = (payload ?? {}) as { data?: unknown; value?: unknown };
  let clean = message;
  for (const text of [...texts([data, value], new Set())].sort((a, b) => b.length - a.length))
    clean = clean.replaceAll(text, MASK);
  return clean;
}
