// Bytes of a page to text, as a browser finds the encoding: BOM, Content-Type, a declaration in the page, then a look
// at the bytes themselves.

/** Browsers look at 1,024 bytes; pages with a long comment in front are read all the same. */
const PRESCAN_BYTES = 4_096;

export function decodeHtml(bytes: Uint8Array, contentType: string): string {
  const named = bomOf(bytes) ?? labelIn(contentType) ?? declaredIn(bytes);
  if (named !== undefined) return new TextDecoder(named).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function bomOf(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

/** `text/html; charset="Shift_JIS"` → the label, if there is an encoding of that name. */
function labelIn(text: string): string | undefined {
  return known(/charset\s*=\s*(?:["']\s*)?([^\s"';,>]+)/i.exec(text)?.[1]);
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder("windows-1252").decode(bytes.subarray(0, PRESCAN_BYTES));
  const visible = start.replace(/<!--[\s\S]*?-->/g, "");
  for (const [tag] of visible.matchAll(/<meta\b[^>]{0,1000}/gi)) {
    const label = labelIn(tag);
    // Whoever reads "utf-16" in ASCII letters is not reading UTF-16.
    if (label !== undefined) return label.startsWith("utf-16") ? "utf-8" : label;
  }
  const xml = known(/^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([^"']+)/i.exec(visible)?.[1]);
  return xml?.startsWith("utf-16") ? "utf-8" : xml;
}

function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
