// Which servers this installation can make: what the registry of factories says, so that a factory that comes, or the
// setting that it waits for, changes plan, launch and wizard by itself.
import type { Settings } from "../env.ts";
import { PermanentError } from "../errors/mod.ts";
import { createFactories } from "./registry.ts";

/** What a person may choose in the Infrastructure stage, by the names that people read. */
export const MODE_NAMES = { local: "A local n8n", digitalocean: "DigitalOcean" } as const;
export type Mode = keyof typeof MODE_NAMES;
const MODES = Object.keys(MODE_NAMES) as Mode[];

/** Why no server of this mode can be made here, as a sentence without its full stop; null when it can. */
export function whyNot(mode: Mode, settings: Settings): string | null {
  try {
    createFactories(settings)(mode);
    return null;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const lacks = error.code === "mode_unknown" ? "available in this version yet" : "set up here";
    return `${MODE_NAMES[mode]} is not ${lacks}`;
  }
}

const article = (name: string): string => name.replace(/^A /, "a ");

/** The same with what to do about it. */
export function unavailable(mode: Mode, settings: Settings): string | null {
  const reason = whyNot(mode, settings);
  if (reason === null) return null;
  const others = MODES.filter((other) => whyNot(other, settings) === null);
  const instead = others.map((other) => article(MODE_NAMES[other])).join(" or ") || "another server";
  return `${reason} — choose ${instead} in the Infrastructure stage`;
}

/** Mode → reason, of those that cannot be launched. */
export const unavailableModes = (settings: Settings): Partial<Record<Mode, string>> =>
  Object.fromEntries(
    MODES.map((mode) => [mode, whyNot(mode, settings)] as const).filter(([, reason]) => reason !== null),
  );
