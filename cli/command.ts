import type { Declared, Options } from "./options.ts";

/** One command of `genesis`: what it takes, and what it does. Returns its exit code. */
export interface Command {
  readonly usage: string;
  readonly about: string;
  readonly options: Declared;
  /** How many arguments it takes at most, besides options; any number when left out. */
  readonly takes?: number;
  run(options: Options): Promise<number>;
}
