// Where a run stands: all that exists of it, in the database, in the vault and in n8n, in one line.
import { sha256, type Workspace } from "../support/world.ts";
import type { Scene } from "./scene.ts";

export async function standing({ world, fleet }: Scene, { id, token }: Workspace): Promise<string> {
  const [row] = await world.sql`select concat_ws(' ', s.status, s.step,
      (select string_agg(format('%s %s', n, what), ', ' order by what) from (
        select count(*) n, kind || ' ' || state what from genesis.workflow_map where workspace_id = ${id} group by 2) m),
      (select 'vault ' || count(*) from genesis.credential_store where workspace_id = ${id}),
      (select 'new token' from private.workspace_secrets where workspace_id = ${id} and webhook_token_hash <> ${sha256(token)}),
      (select 'registered' || case when sidecar_url is not null then ' with sidecar' end
        from genesis.partition_registry where workspace_id = ${id}),
      (select 'partition' from private.partition_found(${id}::uuid))) as said
    from genesis.ignition_state s where s.workspace_id = ${id}`;
  const { credentials = [], workflows = [] } = fleet.sidecars.get(id)?.simulator?.state ?? {};
  const on = workflows.filter((w) => w.active).length;
  return `${row?.said}; n8n ${credentials.length}c ${workflows.length}w ${on}on`;
}
