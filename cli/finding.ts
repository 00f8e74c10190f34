/** One thing that `genesis doctor` saw, and what to do about it. */
export interface Finding {
  readonly level: "ok" | "note" | "problem";
  readonly what: string;
  readonly fix?: string;
}

export const ok = (what: string): Finding => ({ level: "ok", what });
export const note = (what: string, fix?: string): Finding => ({
  level: "note",
  what,
  ...(fix ? { fix } : {}),
});
export const problem = (what: string, fix: string): Finding => ({ level: "problem", what, fix });
