// Reads a body no further than the limit, and no longer than it is JSON in UTF-8.
import { isObject, LIMITS } from "../contracts/mod.ts";
import { HttpError } from "../errors/mod.ts";

const tooLarge = (): HttpError =>
  new HttpError("body_too_large", { sentence: `The body is larger than ${LIMITS.bodyBytes} bytes` });

/**
 * A body up to this many times the limit is read to its end, though not kept: closing on unread bytes resets the
 * connection, and its sender would meet an error of the network in place of the 413.
 */
const READ_TO_THE_END = 8;

/**
 * The raw bytes; 413 beyond the limit. Where content-length frames the body, the server hands out no more than that,
 * and reading it at once costs a third of reading chunks (20 against 70 µs for one event).
 */
export async function readBytes(req: Request, limit: number = LIMITS.bodyBytes): Promise<Uint8Array> {
  const length = Number(req.headers.get("content-length") ?? Number.NaN);
  if (length > limit * READ_TO_THE_END) throw tooLarge();
  const framed = length <= limit && !req.headers.has("transfer-encoding");
  try {
    const bytes = framed ? new Uint8Array(await req.arrayBuffer()) : await readChunks(req, limit);
    if (bytes.byteLength > limit) throw tooLarge();
    return bytes;
  } catch (cause) {
    throw cause instanceof HttpError ? cause : new HttpError("body_unreadable", { cause });
  }
}

/** Keeps no more than the limit, whatever the sender said of the length. */
async function readChunks(req: Request, limit: number, bound = limit * READ_TO_THE_END): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the stream.
  for await (const chunk of req.body ?? []) {
    size += chunk.byteLength;
    if (size > bound) throw tooLarge();
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw tooLarge();
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * Reads what a handler that answered early left unread, within the same bound: whoever closes on it resets a connection
 * that a proxy may meanwhile have given to somebody else's request.
 */
export async function drain(req: Request): Promise<void> {
  if (req.body === null || req.bodyUsed) return;
  const bound = LIMITS.bodyBytes * READ_TO_THE_END;
  if (Number(req.headers.get("content-length") ?? 0) > bound) return;
  await readChunks(req, 0, bound).catch(() => {});
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** One JSON object; 400 for anything else. */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new HttpError("invalid_json");
  }
  if (!isObject(value)) throw new HttpError("invalid_json", { sentence: "The body is not a JSON object" });
  return value;
}

export const readJsonObject = async (req: Request): Promise<Record<string, unknown>> =>
  parseJsonObject(await readBytes(req));
