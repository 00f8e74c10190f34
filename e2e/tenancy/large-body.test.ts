// A request that is refused before its body is read disturbs nobody: not its own sender, not whoever is served next.
import { Agent, request } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestStack, testStack } from "../../stack/testing.ts";

let stack: TestStack;
beforeAll(() => {
  stack = testStack();
});

const LARGE = 900_000;
const ROUNDS = 60;

/** The status of one call; a body of `bytes` letters if not 0. */
function call(path: string, bytes: number, agent?: Agent): Promise<number> {
  return new Promise((done, fail) => {
    const headers = bytes > 0 ? { "content-type": "application/json", "content-length": bytes } : {};
    const asked = request(
      `${stack.info.functions_url}/${path}`,
      { method: bytes > 0 ? "POST" : "GET", headers, ...(agent && { agent }) },
      (answer) => answer.resume().on("end", () => done(answer.statusCode ?? 0)),
    );
    asked.on("error", fail);
    asked.end(bytes > 0 ? "a".repeat(bytes) : undefined);
  });
}

describe("a large body of a stranger's", () => {
  it("is answered 401, and every caller meanwhile as ever", async () => {
    const strangers: Promise<number>[] = [];
    const others: Promise<number>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      strangers.push(call("launch", LARGE));
      others.push(call("health", 0), call("launch/status", 0));
      await Promise.all([strangers.at(-1), ...others.slice(-2)]);
    }
    expect(new Set(await Promise.all(strangers))).toEqual(new Set([401]));
    const answers = await Promise.all(others);
    expect(new Set(answers.filter((_, nth) => nth % 2 === 0))).toEqual(new Set([200]));
    expect(new Set(answers.filter((_, nth) => nth % 2 === 1))).toEqual(new Set([401]));
  });

  it("leaves its connection to the next request", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (let round = 0; round < 5; round++) {
        expect(await call("launch", LARGE, agent)).toBe(401);
        expect(await call("health", 0, agent)).toBe(200);
      }
    } finally {
      agent.destroy();
    }
  });
});
