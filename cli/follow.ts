// Looks at something that goes on by itself until it has ended, and tells each part of it once, as it is done.
import { ApiError } from "../stack/data-api.ts";
import { messageOf, StackError, sleep } from "../stack/errors.ts";

export interface Screen {
  /** A line that stays. */
  line(text: string): void;
  /** Replaces what was last shown so; nothing where that cannot be done. */
  passing(text: string): void;
}

/** stderr: a terminal gets what is under way too, a file only what is done. */
export function screen(out: NodeJS.WriteStream = process.stderr): Screen {
  const clear = out.isTTY ? "\r\u001b[2K" : "";
  return {
    line: (text) => void out.write(`${clear}${text}\n`),
    passing: (text) => void (out.isTTY && out.write(`${clear}${text.slice(0, (out.columns || 80) - 1)}`)),
  };
}

export interface Followed<T> {
  look(): Promise<T>;
  /** What is done, each line with the key it is told once under. */
  done(now: T): readonly { key: string; line: string }[];
  /** What is under way; undefined: it has ended. */
  under(now: T): string | undefined;
  /** How to look again, for somebody whose project stays away. */
  hint: string;
}

/** A step takes tenths of a second; the question costs two milliseconds. */
const ASK_EVERY_MS = 150;
/** A database that restarts, or a gateway that is away, changes nothing about what goes on. */
const PATIENCE_MS = 30_000;

async function patiently<T>({ look, hint }: Followed<T>, show: Screen): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(ASK_EVERY_MS)) {
    try {
      return await look();
    } catch (error) {
      if (error instanceof ApiError && error.isPassing && Date.now() < end) {
        show.passing("  … the project does not answer");
        continue;
      }
      throw new StackError(`Cannot look any longer: ${messageOf(error)}`, hint);
    }
  }
}

/** Resolves with the last look when it has ended or the seconds are over; StackError when the project is away for 30 s. */
export async function follow<T>(what: Followed<T>, show: Screen, seconds = Infinity): Promise<T> {
  const told = new Set<string>();
  for (const end = Date.now() + seconds * 1000; ; await sleep(ASK_EVERY_MS)) {
    const now = await patiently(what, show);
    for (const { key, line } of what.done(now)) {
      if (told.has(key)) continue;
      told.add(key);
      show.line(line);
    }
    const under = Date.now() > end ? undefined : what.under(now);
    show.passing(under ?? "");
    if (under === undefined) return now;
  }
}
