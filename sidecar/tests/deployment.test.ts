// What the droplet is given agrees with what was tested here. (No Docker is needed: the files are read.)
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { environment } from "../n8n-runtime/environment.ts";
import { readConfig } from "../src/config.ts";
import { KNOWN_VERSIONS } from "../src/n8n/capabilities.ts";
import { SIDECAR_VERSION } from "../src/version.ts";

const folder = join(import.meta.dirname, "..");
const text = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");
const json = (...path: string[]) => JSON.parse(text(...path));
const compose = text("compose.yaml");

describe("the droplet's files", () => {
  it("install the packages that the tests use, whole and by hash", () => {
    const root = json("..", "package.json").dependencies;
    const lock = json("package-lock.json").packages;
    for (const [name, version] of Object.entries(json("package.json").dependencies)) {
      expect([name, root[name]]).toEqual([name, version]);
      expect(lock[`node_modules/${name}`]).toMatchObject({
        version,
        integrity: expect.stringMatching(/^sha512-/),
      });
    }
    expect(json("package.json").version).toBe(SIDECAR_VERSION);
    expect(compose).toContain(`genesis-sidecar:${SIDECAR_VERSION}`);
  });

  it("start the n8n that the contract suite ran against", () => {
    const image = /n8nio\/n8n:(\S+)/.exec(compose)?.[1] ?? "";
    expect(image).toBe(json("n8n-runtime", "package.json").dependencies.n8n);
    expect(KNOWN_VERSIONS).toContain(image.split(".").slice(0, 2).join("."));
  });

  it("keep n8n as quiet and as closed as the tested one", () => {
    const db = { host: "", port: "", database: "", user: "", password: "" };
    const tested = environment({ port: 1, brokerPort: 2, home: "", encryptionKey: "", db });
    const quiet = Object.entries(tested).filter(([name, value]) => value === "false" || /DISABLE/.test(name));
    expect(quiet.length).toBeGreaterThan(10);
    for (const [name, value] of quiet)
      expect(compose).toMatch(new RegExp(`${name}: "?${value.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}"?`));
    expect(compose).toContain('N8N_SSRF_PROTECTION_ENABLED: "true"');
    const published = [...compose.matchAll(/^ {6}- "(\d+):\d+"$/gm)].map((m) => m[1]);
    expect(published).toEqual(["80", "443"]);
  });

  it("set what the sidecar needs, by names that it reads", () => {
    const env = Object.fromEntries(
      [
        ...`${text("Dockerfile")}\n${compose}`.matchAll(
          /\b((?:SIDECAR|GENESIS|N8N|ENROL)_[A-Z_]+)[=:] ?([^\s\\]+)/g,
        ),
      ].map((m) => [m[1], m[2]]),
    );
    const config = readConfig({
      ...env,
      GENESIS_FUNCTIONS_URL: "https://x.example/functions/v1",
      SIDECAR_HEARTBEAT_S: "60",
    });
    expect(config).toMatchObject({
      host: "0.0.0.0",
      port: 3001,
      eventsPort: 3002,
      stateDir: "/state",
      n8nUrl: "http://n8n:5678",
    });
  });
});
