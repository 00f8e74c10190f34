// `name=value; name=value`: the form of DKIM's keys and of DMARC's policies (RFC 6376, 3.2; RFC 7489, 6.4).

/** Names are as written; null: it cannot be read, or a name stands twice. */
export function parseTags(text: string): Map<string, string> | null {
  const tags = new Map<string, string>();
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (!/^[a-z][a-z0-9_]*$/i.test(name) || tags.has(name)) return null;
    tags.set(name, part.slice(at + 1).trim());
  }
  return tags;
}
