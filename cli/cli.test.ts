import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../stack/paths.ts";
import { type TestStack, testStack } from "../stack/testing.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function genesis(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, [join(ROOT, "cli", "main.ts"), ...args], (error, out, err) => {
      done({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

let stack: TestStack;
let empty: string;
beforeAll(() => {
  stack = testStack();
  empty = mkdtempSync(join(tmpdir(), "genesis-empty-"));
});
afterAll(() => rmSync(empty, { recursive: true, force: true }));

describe("usage", () => {
  it("lists the commands, and each says its exit codes", async () => {
    const all = await genesis("--help");
    expect(all.code).toBe(0);
    expect(all.out).toContain("webhook-token <workspace slug>");
    expect((await genesis("up", "--help")).out).toMatch(/6 {2}already running/);
  });

  it("refuses what it does not know, without a stack trace", async () => {
    for (const args of [
      ["fly"],
      ["up", "--wings"],
      ["up", "--port", "x"],
      ["token"],
      ["freeze", "a", "b", "--reason", "x"],
    ]) {
      const ran = await genesis(...args);
      expect(ran.code).toBe(2);
      expect(ran.err).not.toContain("at file:");
    }
  });
});

describe("a home without a stack", () => {
  it("status and psql say so with 7; down has nothing to do", async () => {
    const status = await genesis("status", "--json", "--home", empty);
    expect(status.code).toBe(7);
    expect(JSON.parse(status.out)).toMatchObject({ state: "stopped" });
    expect((await genesis("psql", "-c", "select 1", "--home", empty)).code).toBe(7);
    expect((await genesis("down", "--home", empty)).code).toBe(0);
  });

  it("up says which port is in use", async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as { port: number };
    try {
      const ran = await genesis("up", "--detach", "--home", empty, "--port", String(port));
      expect(ran.code).toBe(6);
      expect(ran.err).toContain(`Port ${port} is in use`);
    } finally {
      other.close();
    }
  });
});

describe("a running stack", () => {
  it("status prints its addresses", async () => {
    const ran = await genesis("status", "--json", "--home", stack.info.home);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ state: "ready", ...stack.info });
  });

  it("token mints what the Data API accepts", async () => {
    const { out } = await genesis("token", "user_carol", "--home", stack.info.home);
    const claims = decodeJwt(out.trim());
    expect(claims).toMatchObject({ sub: "user_carol", role: "authenticated", iss: stack.info.issuer_url });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
  });

  it("psql prints rows, and an SQL error with its code", async () => {
    const rows = await genesis(
      "psql",
      "--json",
      "-c",
      "select 1 as one, current_user as who",
      "--home",
      stack.info.home,
    );
    expect(JSON.parse(rows.out)).toEqual([{ one: 1, who: "postgres" }]);
    const wrong = await genesis("psql", "-c", "select 1/0", "--home", stack.info.home);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("22012");
  });

  it("prints a long answer whole, into a pipe as well", async () => {
    const query = "select repeat('x', 300000) as x";
    const [long] = JSON.parse((await genesis("psql", "--json", "-c", query, "--home", stack.info.home)).out);
    expect(long.x.length).toBe(300_000);
  });

  it("doctor finds nothing wrong", async () => {
    const ran = await genesis("doctor", "--json", "--home", stack.info.home);
    expect(JSON.parse(ran.out).filter((f: { level: string }) => f.level === "problem")).toEqual([]);
    expect(ran.code).toBe(0);
  });
});
