// What the supervisor promises when a part dies: it comes back by itself, on the same addresses, with its data.
import { beforeAll, expect, it } from "vitest";
import { sleep } from "./errors.ts";
import { type TestStack, testStack } from "./testing.ts";

let stack: TestStack;
beforeAll(() => {
  stack = testStack();
});

const restStatus = async (): Promise<number> => {
  const answer = await fetch(`${stack.info.rest_url}/`, { headers: { apikey: stack.info.secret_key } });
  await answer.body?.cancel();
  return answer.status;
};

async function until(status: number, limitMs = 20_000): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(100)) {
    if ((await restStatus()) === status) return true;
  }
  return false;
}

async function backendStarted(): Promise<string> {
  const sql = stack.sql();
  try {
    const [row] = await sql`select pg_postmaster_start_time()::text as at`;
    return row?.at as string;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

it("PostgreSQL killed comes back with what was committed", async () => {
  const sql = stack.sql();
  const name = `outage-${crypto.randomUUID()}`;
  await sql`select vault.create_secret('kept', ${name})`;
  await sql.end();
  const before = await backendStarted();
  await stack.control("postgres/kill");
  expect(await until(200)).toBe(true);
  expect(await backendStarted()).not.toBe(before);
  const again = stack.sql();
  const kept = await again`delete from vault.secrets where name = ${name} returning 1`;
  await again.end();
  expect(kept).toHaveLength(1);
});

it("while PostgreSQL is stopped the Data API answers 503, and 200 again after", async () => {
  await stack.control("postgres/stop");
  try {
    expect(await until(503)).toBe(true);
  } finally {
    await stack.control("postgres/start");
  }
  expect(await until(200)).toBe(true);
});

it("a killed functions process is replaced", async () => {
  const status = async (): Promise<number> => {
    const answer = await fetch(`${stack.info.functions_url}/events`);
    await answer.body?.cancel();
    return answer.status;
  };
  expect(await status()).toBeLessThan(500);
  await stack.control("functions/kill");
  let last = 0;
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) {
    last = await status();
    if (last < 500) break;
  }
  expect(last).toBeLessThan(500);
});
