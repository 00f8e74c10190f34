import type { Declared, Options } from "./options.ts";

/** One command of `genesis`: what it takes, and what it does. Returns its exit code. */
export interface Command {
  readonly usage: string;
  readonly about: string;
  readonly options: Declared;
  run(options: Options): Promise<number>;
}
