// Reads the Test Anything Protocol as pgTAP prints it.

export interface TapResult {
  readonly planned: number | undefined;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What a person needs to see of the failures: the "not ok" lines and the comments below each. */
  readonly complaints: readonly string[];
}

export function parseTap(output: string): TapResult {
  let planned: number | undefined;
  let [passed, failed, skipped, seen] = [0, 0, 0, 0];
  const complaints: string[] = [];
  let complaining = false;
  for (const line of output.split("\n")) {
    const plan = /^1\.\.(\d+)/.exec(line);
    const test = /^(not )?ok\b\s*(\d+)?(.*)$/.exec(line);
    if (plan) planned = Number(plan[1]);
    if (test) {
      seen++;
      const directive = /#\s*(SKIP|TODO)\b/i.exec(test[3] ?? "")?.[1]?.toUpperCase();
      complaining = test[1] !== undefined && directive === undefined;
      if (directive) skipped++;
      else if (complaining) failed++;
      else passed++;
    }
    if (complaining && (test || line.startsWith("#"))) complaints.push(line);
    if (/^Bail out!/i.test(line)) {
      failed++;
      complaints.push(line);
    }
  }
  if (planned === undefined) {
    failed++;
    complaints.push("no plan: did the file call plan() and finish()?");
  } else if (planned !== seen) {
    failed++;
    complaints.push(`planned ${planned} tests but ran ${seen}`);
  }
  return { planned, passed, failed, skipped, complaints };
}
