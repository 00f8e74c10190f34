// What the droplet is given agrees with what was tested here. (No Docker is needed: the files are read.)
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
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

/** A program that has the mail node make its transport, as n8n would at the first mail. */
const CALLS_THE_NODE = `
const { GenesisMail } = require(process.argv[2]);
new GenesisMail().execute.call({ getCredentials: async () => ({ host: "127.0.0.1", port: 25 }), getInputData: () => [] });
`;

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

  it("give n8n the hook and the node that the workflows need, from folders that exist", () => {
    for (const [name, folderThere] of [
      ["EXTERNAL_HOOK_FILES", "hooks"],
      ["N8N_CUSTOM_EXTENSIONS", "n8n-nodes"],
    ] as const) {
      const inside = new RegExp(`${name}: (\\/[a-z-]+)`).exec(compose)?.[1];
      expect(inside, name).toBeDefined();
      expect(compose).toContain(`- ./${folderThere}:${inside}:ro`);
      expect(readdirSync(join(folder, folderThere))).not.toEqual([]);
    }
  });

  it("have a mail node that finds n8n's nodemailer when n8n is started through a link, as in its image", () => {
    const root = mkdtempSync(join(tmpdir(), "mail-node-"));
    try {
      const n8n = join(root, "lib", "node_modules", "n8n");
      mkdirSync(join(n8n, "bin"), { recursive: true });
      mkdirSync(join(n8n, "node_modules", "nodemailer"), { recursive: true });
      writeFileSync(
        join(n8n, "node_modules", "nodemailer", "index.js"),
        `exports.createTransport = () => { console.log("n8n's own"); process.exit(0); };`,
      );
      writeFileSync(join(n8n, "bin", "n8n"), CALLS_THE_NODE);
      symlinkSync(join(n8n, "bin", "n8n"), join(root, "n8n"));
      const node = join(folder, "n8n-nodes", "GenesisMail.node.js");
      const said = spawnSync(process.execPath, [join(root, "n8n"), node], { encoding: "utf8" });
      expect(said.stdout.trim(), said.stderr).toBe("n8n's own");
    } finally {
      rmSync(root, { recursive: true });
    }
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
      SIDECAR_AUTO_DEPLOY: "true",
    });
    expect(config).toMatchObject({
      host: "0.0.0.0",
      port: 3001,
      eventsPort: 3002,
      stateDir: "/state",
      n8nUrl: "http://n8n:5678",
      autoDeployDir: "/auto-deploy",
    });
  });
});
