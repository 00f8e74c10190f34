// What a Supabase user would write instead of functions/events: a table with the same columns and the same indexes,
// and one insert a request with the secret key.
import { setTimeout as sleep } from "node:timers/promises";
import { Connection, request } from "../load/connection.ts";
import type { BenchStack } from "../stack.ts";

export const PLAIN_TABLE = "bench_plain_events";

/** Makes the table and waits until PostgREST knows it. */
export async function makePlainTable({ sql, info, port }: BenchStack): Promise<void> {
  await sql.unsafe(`
    create table if not exists public.${PLAIN_TABLE} (like public.email_events including all);
    alter table public.${PLAIN_TABLE} alter column id set default gen_random_uuid();
    alter table public.${PLAIN_TABLE} enable row level security;
    grant insert on table public.${PLAIN_TABLE} to service_role;`);
  const connection = new Connection(port);
  const probe = request(
    `/rest/v1/${PLAIN_TABLE}`,
    { apikey: info.secret_key, prefer: "return=minimal" },
    "[]",
  );
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await connection.send(probe);
    if (status === 201) return connection.close();
    await sleep(100);
  }
  throw new Error(`PostgREST does not know ${PLAIN_TABLE}.`);
}
