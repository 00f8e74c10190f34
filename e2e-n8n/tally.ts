// Runs named checks one after the other and counts them, as `npm test` does.

export class Skip extends Error {}

export interface Tally {
  check(name: string, work: () => Promise<void>): Promise<boolean>;
  /** `N passed, N failed, N skipped`. */
  summary(): string;
  readonly failed: number;
}

/** `interrupted`: what has not begun by then is passed over. */
export function createTally(print: (line: string) => void, interrupted: AbortSignal): Tally {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    async check(name, work) {
      const started = Date.now();
      try {
        if (interrupted.aborted) throw new Skip("interrupted");
        await work();
        counts.passed++;
        print(`✓ ${name} (${Date.now() - started} ms)`);
        return true;
      } catch (error) {
        const skipped = error instanceof Skip;
        counts[skipped ? "skipped" : "failed"]++;
        const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
        print(
          skipped
            ? `- ${name}: ${(error as Error).message}`
            : `✗ ${name}\n    ${said.replaceAll("\n", "\n    ")}`,
        );
        return false;
      }
    },
    summary: () => `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    get failed() {
      return counts.failed;
    },
  };
}
