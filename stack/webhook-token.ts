// A workspace's webhook token, in all three places that must agree: its hash in the database, itself in the vault once
// the workspace was ignited (n8n is given that one), and in the home for whoever plays n8n by hand.
import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import type { Credentials } from "../supabase/functions/_shared/vault/mod.ts";
import { readDemoTokens, registerToken, writeDemoTokens } from "./demo.ts";
import { StackError } from "./errors.ts";
import type { Home } from "./paths.ts";

const WEBHOOK = "webhook";

const putInVault = (vault: Credentials, workspaceId: string, token: string): Promise<string> =>
  vault.put({ workspaceId, type: WEBHOOK, name: WEBHOOK, secret: { token }, actor: "system" });

/** The one in the vault, if the workspace has one there. */
export async function vaultToken(vault: Credentials, workspaceId: string): Promise<string | undefined> {
  const [stored] = await vault.list(workspaceId, [WEBHOOK]);
  return stored && (await vault.open<{ token: string }>(workspaceId, stored)).token;
}

/**
 * Before a first ignition the token that the stack made is put into the vault, so that ignition takes it over;
 * afterwards the vault's is what holds. Keeps that one in the home.
 */
export async function agreeOnToken(
  home: Home,
  vault: Credentials,
  workspaceId: string,
  slug: string,
): Promise<void> {
  const made = readDemoTokens(home)[slug];
  const stored = await vaultToken(vault, workspaceId);
  if (stored === undefined && made !== undefined) await putInVault(vault, workspaceId, made);
  if (stored !== undefined && stored !== made)
    writeDemoTokens(home, { ...readDemoTokens(home), [slug]: stored });
}

/** Makes a new token; the former one stays valid for the overlap, and the sidecar of a live workspace gives n8n the new one. */
export async function rotateToken(
  home: Home,
  sql: postgres.Sql,
  vault: Credentials,
  slug: string,
): Promise<string> {
  const [workspace] = await sql`
    select w.id, s.status = 'active' as is_live from public.workspaces w
    left join genesis.ignition_state s on s.workspace_id = w.id where w.slug = ${slug}`;
  if (!workspace) {
    throw new StackError(
      `There is no workspace ${slug} in this stack.`,
      "`genesis psql -c 'select slug from public.workspaces'` lists them.",
      2,
    );
  }
  const token = randomBytes(32).toString("hex");
  if ((await vaultToken(vault, workspace.id)) !== undefined) await putInVault(vault, workspace.id, token);
  await registerToken(sql, slug, token, null);
  if (workspace.is_live)
    await sql`select private.command_enqueue(${workspace.id}::uuid, 'rotate_webhook_token')`;
  writeDemoTokens(home, { ...readDemoTokens(home), [slug]: token });
  return token;
}
