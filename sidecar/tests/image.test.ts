// The image holds what the server imports, the compiler of ignition too. (No Docker is needed: what the Dockerfile
// copies is copied here, and started by its command.)
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { loadTemplates, templateSlugs } from "../../templates/load.ts";
import { SEVEN } from "../src/auto-deploy/files.ts";

const folder = join(import.meta.dirname, "..");
const root = join(folder, "..");
const text = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");
const json = (...path: string[]) => JSON.parse(text(...path));

it("starts with what was copied, and comes as far as the settings that it lacks", () => {
  const image = mkdtempSync(join(tmpdir(), "genesis-image-"));
  try {
    const last = text("Dockerfile").split("\nFROM ").at(-1) as string;
    const allowed = text("Dockerfile.dockerignore").split("\n");
    for (const [, from = "", to = ""] of last.matchAll(/^COPY ([^-]\S*) (\S+)$/gm)) {
      expect(allowed, "let through to the build").toContain(`!${from}`);
      const filter = (path: string) => !/\.test\.ts$|\/testing\.ts$/.test(path);
      const place = join(image, to, to.endsWith("/") ? basename(from) : "");
      cpSync(join(root, from), place, { recursive: true, filter });
    }
    for (const name of Object.keys(json("package.json").dependencies)) {
      mkdirSync(join(image, "node_modules", dirname(name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(image, "node_modules", name));
    }
    const command = JSON.parse(/^CMD (\[.*\])$/m.exec(last)?.[1] ?? "[]") as string[];
    const ended = spawnSync(process.execPath, command.slice(1), { cwd: image, env: {}, encoding: "utf8" });
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining("SIDECAR_STATE_DIR")]);
  } finally {
    rmSync(image, { recursive: true });
  }
});

it("deploys nothing by itself unless told to, and its example has every value that the seven ask for", () => {
  const compose = text("compose.yaml");
  expect(compose).toContain(`SIDECAR_AUTO_DEPLOY: \${SIDECAR_AUTO_DEPLOY:-false}`);
  expect(compose).toContain("- ./auto-deploy:/auto-deploy:ro");
  expect(text("Dockerfile")).toContain("SIDECAR_AUTO_DEPLOY_DIR=/auto-deploy");
  expect(templateSlugs()).toEqual([...SEVEN]);
  const { values } = json("auto-deploy", "values.example.json");
  for (const { name, required, type } of loadTemplates().flatMap(({ manifest }) => manifest.placeholders))
    if (type !== "credential")
      expect([name, values[name]]).toEqual([
        name,
        required ? expect.stringMatching(/./) : expect.any(String),
      ]);
});
