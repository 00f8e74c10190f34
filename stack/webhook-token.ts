// A workspace's webhook token, in all three places that must agree: its hash in the database, itself in the vault once
// the workspace was ignited (n8n is given that one), and in the home for whoever plays n8n by hand.
import type postgres from "postgres";
import type { Rpc } from "../supabase/functions/_shared/db/client.ts";
import { type Credentials, createCredentials, type Vault } from "../supabase/functions/_shared/vault/mod.ts";
import {
  makeToken,
  type SealedToken,
  storeToken,
} from "../supabase/functions/_shared/vault/new-webhook-token.ts";
import { readDemoTokens, writeDemoTokens } from "./demo.ts";
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

interface Said {
  status: number;
  code?: string;
  id?: string;
  again?: boolean;
}

const REFUSED: Readonly<Record<string, readonly [why: string, todo: string]>> = {
  workspace_frozen: ["is frozen", "Unfreeze it first: that makes a new token."],
  ignition_in_progress: ["is being launched", "`genesis status <slug>` shows when it is done."],
  rotation_pending: [
    "has a new token on its way to n8n already",
    "n8n may still send the former one, which another rotation would end: try again in a moment.",
  ],
};

/**
 * Makes a new token by the function of the page's button: the former one stays valid for the overlap, and the sidecar of
 * a live workspace gives n8n the new one. Answers the one that is valid now, the same again where n8n did not get it.
 */
export async function rotateToken(
  home: Home,
  sql: postgres.Sql,
  sealing: { rpc: Rpc; vault: Vault },
  slug: string,
): Promise<string> {
  const [workspace] = await sql`select id from public.workspaces where slug = ${slug}`;
  if (!workspace) {
    throw new StackError(
      `There is no workspace ${slug} in this stack.`,
      "`genesis psql -c 'select slug from public.workspaces'` lists them.",
      2,
    );
  }
  const { rpc, vault } = sealing;
  const made = await makeToken(rpc, vault, workspace.id);
  const said = await storeToken(made, (credential) => renew(sql, workspace.id, made.hash, credential));
  if (said.status !== 200) {
    const [why, todo] = REFUSED[said.code ?? ""] ?? [
      `takes no new token: ${said.code}`,
      "See docs/error-codes.md.",
    ];
    throw new StackError(`${slug} ${why}.`, todo, 8);
  }
  const token = said.again ? await vaultToken(createCredentials(rpc, vault), workspace.id) : made.value;
  writeDemoTokens(home, { ...readDemoTokens(home), [slug]: token ?? made.value });
  return token ?? made.value;
}

/** As postgres, and therefore with the guards that a person's request has from genesis.webhook_token_rotate. */
const renew = (sql: postgres.Sql, id: string, hash: string, credential: SealedToken): Promise<Said> =>
  sql.begin(async (tx): Promise<Said> => {
    await tx`select private.lock_workspaces(array[${id}::uuid])`;
    const [found] = await tx`select private.enter_locked(${id}::uuid) as status`;
    if (found?.status === "frozen") return { status: 403, code: "workspace_frozen" };
    const [row] = await tx`select private.webhook_token_renew(${id}::uuid, 'system', decode(${hash}, 'hex'),
      ${tx.json(credential as unknown as postgres.JSONValue)}) as said`;
    return row?.said as Said;
  }) as Promise<Said>;
