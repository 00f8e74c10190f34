import { configDefaults, defineConfig } from "vitest/config";
import { nodeAliases } from "./stack/functions/versions.ts";

/** A test that stops or kills a part of the stack runs when all others are done, one file at a time. */
const OUTAGES = "{stack,e2e,supabase}/**/*.outage.test.ts";
/** A browser with a stack of its own takes both cores: one at a time, when the many small tests are done. */
const BROWSER = "e2e/web/**/*.test.ts";

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
          exclude: [...configDefaults.exclude, OUTAGES, BROWSER],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: "./web/vite.config.ts",
        root: ".",
        test: {
          name: "web",
          include: ["web/src/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [BROWSER],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "outages",
          include: [OUTAGES],
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
