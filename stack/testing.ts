// For tests: the stack that `genesis test` started, and what a test needs to talk to it.
import type postgres from "postgres";
import { readDemoTokens } from "./demo.ts";
import { sleep } from "./errors.ts";
import { type Home, homeAt } from "./paths.ts";
import { connect } from "./postgres.ts";
import type { StackInfo } from "./run-file.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import { mintToken } from "./tokens.ts";

export interface TestStack {
  readonly info: StackInfo;
  readonly home: Home;
  readonly secrets: Secrets;
  /** A session token of a user, as Clerk would give it. */
  sessionToken(userId: string): Promise<string>;
  /** The webhook token of a workspace of the demonstration. */
  webhookToken(slug: string): string;
  /** A connection as `postgres`; the caller ends it. */
  sql(max?: number): postgres.Sql;
  /** One of the stack's failure switches: "postgres/stop", "postgres/start", "postgres/kill", "functions/kill", "functions/restart", "sidecar/kill". */
  control(path: string): Promise<void>;
}

function stackUnderTest(): StackInfo {
  const said = process.env.GENESIS_STACK;
  if (!said) throw new Error("GENESIS_STACK is not set: run the tests with `npm test -- <filter>`.");
  return JSON.parse(said) as StackInfo;
}

/** The stack under test, or one that the test started. Throws when there is none: run the tests with `npm test`. */
export function testStack(info = stackUnderTest()): TestStack {
  const home = homeAt(info.home);
  const secrets = readSecrets(home);
  if (!secrets) throw new Error(`${home.env} is missing.`);
  return {
    info,
    home,
    secrets,
    sessionToken: (userId) => mintToken(secrets, info.issuer_url, userId),
    webhookToken(slug) {
      const token = readDemoTokens(home)[slug];
      if (!token) throw new Error(`The stack has no webhook token for ${slug}.`);
      return token;
    },
    sql: (max = 1) => connect(info.db_url, max),
    async control(path) {
      const answer = await fetch(`${info.api_url}/stack/v1/${path}`, {
        method: "POST",
        headers: { apikey: info.secret_key },
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    },
  };
}

/** Asks until `find` gives rows, for at most `limitMs`. */
export async function eventually<T>(
  find: () => Promise<readonly T[]>,
  limitMs = 10_000,
): Promise<readonly T[]> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) {
    const rows = await find();
    if (rows.length > 0) return rows;
  }
  return [];
}
