// The order of commits, from PostgreSQL's own log: a logical slot with test_decoding. Clocks prove nothing here.
import { randomBytes } from "node:crypto";
import type postgres from "postgres";

/** One changed row, in the order in which the transactions committed. */
export interface Change {
  readonly xid: string;
  readonly table: string;
  readonly action: "INSERT" | "UPDATE" | "DELETE";
  /** test_decoding's text of the row: `workspace_id[uuid]:'…' status[text]:'frozen' …`. */
  readonly row: string;
}

const CHANGE = /^table ([^:]+): (INSERT|UPDATE|DELETE): (.*)$/s;

/** Runs `work` while a slot listens; gives what was committed meanwhile to rows whose text contains `mark`. */
export async function commitsDuring(
  sql: postgres.Sql,
  mark: string,
  work: () => Promise<void>,
): Promise<Change[]> {
  const slot = `e2e_${randomBytes(6).toString("hex")}`;
  await sql`select pg_create_logical_replication_slot(${slot}, 'test_decoding')`;
  try {
    await work();
    const lines = await sql`select xid::text, data from pg_logical_slot_get_changes(${slot}, null, null)`;
    return lines.flatMap(({ xid, data }) => {
      const [, table, action, row] = CHANGE.exec(data as string) ?? [];
      if (!table || !row?.includes(mark)) return [];
      return [{ xid, table, action: action as Change["action"], row }];
    });
  } finally {
    await sql`select pg_drop_replication_slot(${slot})`;
  }
}
