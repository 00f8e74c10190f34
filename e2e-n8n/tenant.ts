// One workspace of the stack as the scenes ask of it: its n8n, what ignition deployed there, its leads.
import { join } from "node:path";
import type postgres from "postgres";
import { machineApi, openVault } from "../stack/demo-credentials.ts";
import { functionsEnv } from "../stack/functions/settings.ts";
import type { TestStack } from "../stack/testing.ts";
import { vaultToken } from "../stack/webhook-token.ts";
import type { Assembled } from "../supabase/functions/ignition-step/ports.ts";
import { connectN8n, type N8nApi } from "./n8n-api.ts";

export interface Mapped {
  n8n_id: string;
  logical_id: string;
  state: string;
  deployed_hash: string | null;
}

export interface Said {
  status: number;
  body: Record<string, unknown>;
}

export interface Tenant {
  readonly sql: postgres.Sql;
  readonly workspaceId: string;
  readonly n8n: N8nApi;
  readonly n8nUrl: string;
  /** What ignition is given now. */
  assembled(): Promise<Assembled>;
  /** Rows of genesis.workflow_map. */
  mapped(kind: "workflow" | "credential"): Promise<Mapped[]>;
  /** n8n's id of the workflow that ignition deployed. */
  workflow(slug: string): Promise<string>;
  /** The webhook token that the vault holds now. */
  token(): Promise<string>;
  /** One of functions/v1 as n8n calls it, with the token that holds now or another. */
  call(name: string, body: Record<string, unknown>, token?: string): Promise<Said>;
  /** Of all campaigns, by address. */
  leads(): Promise<Record<string, unknown>[]>;
}

/** `sql`: as `postgres`; whoever made it ends it. */
export function createTenant(stack: TestStack, sql: postgres.Sql, workspaceId: string): Tenant {
  const { info, home, secrets } = stack;
  const n8nUrl = `${info.n8n_url}/w/${workspaceId}`;
  const vault = openVault(info, functionsEnv(home, secrets, info));
  const genesis = machineApi(info);
  const mapped: Tenant["mapped"] = (kind) => sql<Mapped[]>`
    select n8n_id, logical_id, state, deployed_hash from genesis.workflow_map
    where workspace_id = ${workspaceId} and kind = ${kind} order by logical_id`;
  const token = async (): Promise<string> => (await vaultToken(vault, workspaceId)) ?? "";
  return {
    ...{ sql, workspaceId, n8nUrl, mapped, token },
    n8n: connectN8n(n8nUrl, join(home.sidecar, workspaceId)),
    assembled: () => genesis.rpc<Assembled>("assemble", { p_workspace_id: workspaceId }),
    async workflow(slug) {
      const found = (await mapped("workflow")).find((row) => row.logical_id === slug);
      if (!found) throw new Error(`${slug} is not deployed`);
      return found.n8n_id;
    },
    async call(name, body, given) {
      const answer = await fetch(`${info.functions_url}/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-webhook-token": given ?? (await token()) },
        body: JSON.stringify({ workspace_id: workspaceId, ...body }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    leads: () => sql`select * from genesis.leads where workspace_id = ${workspaceId} order by email`,
  };
}
