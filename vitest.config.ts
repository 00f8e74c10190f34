import { configDefaults, defineConfig } from "vitest/config";
import { nodeAliases } from "./stack/functions/versions.ts";

/** A test that stops or kills a part of the stack runs when all others are done, one file at a time. */
const OUTAGES = "{stack,e2e}/**/*.outage.test.ts";

export default defineConfig({
  resolve: { alias: nodeAliases() },
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: "tests",
          include: [
            "supabase/functions/**/*.test.ts",
            "stack/**/*.test.ts",
            "cli/**/*.test.ts",
            "sidecar/**/*.test.ts",
            "e2e/**/*.test.ts",
            "bench/**/*.test.ts",
            "templates/**/*.test.ts",
          ],
          exclude: [...configDefaults.exclude, OUTAGES],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "outages",
          include: [OUTAGES],
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
