import type { Deadline } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";

/** Deflate packs at most 1,032 to 1 and a runtime unpacks what it is given at once: 4 MB at a time, not 64. */
const SLICE = 4_096;

/** Unpacks as it is read: who stops reading stops the unpacking. Throws `protocol` for what is not gzip. */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let failure: unknown;
  const feeding = (async () => {
    try {
      for await (const part of packed) {
        for (let at = 0; at < part.length; at += SLICE) {
          await writer.write(part.slice(at, at + SLICE) as unknown as BufferSource);
        }
      }
      await writer.close();
    } catch (error) {
      failure = error;
      await writer.abort(error).catch(() => {});
    }
  })();
  try {
    for (;;) {
      const { done, value } = await deadline.within(reader.read());
      if (done) return;
      yield value as Uint8Array;
    }
  } catch (cause) {
    const reason = failure instanceof SafeFetchError ? failure : cause;
    throw reason instanceof SafeFetchError ? reason : new SafeFetchError("protocol", { cause: reason });
  } finally {
    reader.cancel().catch(() => {});
    feeding.catch(() => {});
  }
}
