/** What a command's exit code means; --help prints this table. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  data: 3,
  install: 4,
  migrations: 5,
  busy: 6,
  notRunning: 7,
  refused: 8,
} as const;

export const EXIT_MEANING: Readonly<Record<number, string>> = {
  0: "done",
  1: "failed (tests failed, or an error that no other code fits)",
  2: "wrong usage",
  3: "the database or another part does not start from what is in the home",
  4: "packages missing or not for this system",
  5: "a migration failed",
  6: "already running, or the port is in use",
  7: "no stack runs in that home",
  8: "refused: you are no operator, or what is asked for is not there or not in the state for it",
};
