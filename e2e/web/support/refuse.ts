// A database that refuses to write, as a full disk would.
import type postgres from "postgres";

/** From now on the database takes no row of this table of `genesis` for this workspace; the answer ends that. */
export async function refuseWrites(
  sql: postgres.Sql,
  table: string,
  workspaceId: string,
): Promise<() => Promise<unknown>> {
  await sql.unsafe(`create function genesis.e2e_refuse_${table}() returns trigger language plpgsql as
    $$ begin raise exception using errcode = '53100', message = 'could not extend file'; end $$;
    create trigger e2e_refuse before insert or update on genesis.${table} for each row
    when (new.workspace_id = '${workspaceId}') execute function genesis.e2e_refuse_${table}()`);
  return () => sql.unsafe(`drop function genesis.e2e_refuse_${table}() cascade`);
}
