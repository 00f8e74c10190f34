// The droplet's files as other people's linters read them: compose.yaml against Compose's published schema too.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DCLinter } from "dclint";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");

/** What the linter would have otherwise, and why it is so. */
const MEANT = {
  // The sidecar's image is built on the droplet, and named so that a registry's can take its place.
  "no-build-and-image": 0,
  // The proxy is the one that listens to the world, on every address.
  "no-unbound-port-interfaces": 0,
} as const;

interface Finding {
  readonly rule: string;
  readonly type: "error" | "warning";
}

/** Its warnings are about the order of lines. */
const composeFaults = (file: string): Finding[] => {
  const linter = new DCLinter({ rules: MEANT, quiet: false, debug: false, exclude: [] });
  return linter
    .lintFiles([file], false)
    .flatMap(({ messages }: { messages: Finding[] }) => messages.filter(({ type }) => type === "error"));
};
const dockerfileFaults = (text: string) =>
  validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`);

describe("the droplet's files, linted", () => {
  it("Dockerfile", () => {
    const text = readFileSync(join(folder, "Dockerfile"), "utf8");
    expect(dockerfileFaults(text)).toEqual([]);
    expect(dockerfileFaults(text.replace("USER node", "USRE node"))).not.toEqual([]);
  });

  it("compose.yaml", () => {
    expect(composeFaults(join(folder, "compose.yaml"))).toEqual([]);
    const dir = mkdtempSync(join(tmpdir(), "compose-"));
    try {
      const broken = join(dir, "compose.yaml");
      const whole = readFileSync(join(folder, "compose.yaml"), "utf8");
      writeFileSync(broken, whole.replace("    restart: unless-stopped", "    restarts: unless-stopped"));
      expect(composeFaults(broken)).not.toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
