import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findChromium } from "./chromium.ts";

const folder = mkdtempSync(join(tmpdir(), "genesis-chromium-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, mode);
  return path;
}

it("takes the one that is named, else the first that can be run on the PATH", () => {
  const chrome = program("google-chrome", 0o755);
  expect(findChromium({ PATH: folder })).toBe(chrome);
  const chromium = program("chromium", 0o755);
  expect(findChromium({ PATH: folder })).toBe(chromium);
  expect(findChromium({ PATH: folder, CHROMIUM_PATH: chrome })).toBe(chrome);
});

it("a named one that cannot be run is an error, not another browser", () => {
  const file = program("not-a-program", 0o644);
  expect(() => findChromium({ PATH: folder, CHROMIUM_PATH: file })).toThrow("is no program");
});
