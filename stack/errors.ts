/** A problem that a person can act on: what is wrong, and what to do. Printed without a stack trace. */
export class StackError extends Error {
  readonly hint: string;
  readonly exitCode: number;

  /** exitCode: one of cli/exit-codes.ts */
  constructor(message: string, hint: string, exitCode = 1) {
    super(message);
    this.name = "StackError";
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
