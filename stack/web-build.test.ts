// The page is built once for what it is made of, whoever asks, and a hidden file of the build says for what.
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { WEB_DIST } from "./web.ts";
import { buildWeb } from "./web-build.ts";
import { sourcesHash } from "./web-sources.ts";

it("two that ask at once get one build, and a third finds it", { timeout: 120_000 }, async () => {
  rmSync(join(WEB_DIST, ".sources"), { force: true }); // whatever was built: nobody knows of what
  const both = await Promise.all([buildWeb(), buildWeb()]);
  // None of them, when a stack that starts beside this test was first.
  expect(both.filter((how) => how === "built").length).toBeLessThanOrEqual(1);
  const index = () => statSync(join(WEB_DIST, "index.html")).mtimeMs;
  const before = index();
  expect(readFileSync(join(WEB_DIST, ".sources"), "utf8")).toBe(sourcesHash());
  expect(await buildWeb()).toBe("current");
  expect(index()).toBe(before);
});
