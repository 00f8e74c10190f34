// Makes the demonstration's workspace ready to be ignited: templates pushed, credentials in the vault. What goes
// wrong here is said and does not stop the stack: whoever mends a template wants it to run.
import postgres from "postgres";
import { type DataApi, type Door, dataApi } from "./data-api.ts";
import { ensureDemoCredentials, openVault } from "./demo-credentials.ts";
import { messageOf } from "./errors.ts";
import type { Home } from "./paths.ts";
import type { StackInfo } from "./run-file.ts";
import type { Secrets } from "./secrets.ts";
import { SIDECAR_WORKSPACE } from "./sidecar/part.ts";
import { currentHashes, pushTemplates } from "./templates.ts";
import { mintToken } from "./tokens.ts";
import { agreeOnToken } from "./webhook-token.ts";

async function credentials(
  home: Home,
  info: StackInfo,
  env: Record<string, string>,
  operator: DataApi,
): Promise<void> {
  const path = `workspaces?select=id&slug=eq.${SIDECAR_WORKSPACE}&status=eq.active`;
  const [workspace] = await operator.rows<{ id: string }>(path);
  if (!workspace) return;
  const vault = openVault(info, env);
  await ensureDemoCredentials(vault, workspace.id);
  await agreeOnToken(home, vault, workspace.id, SIDECAR_WORKSPACE);
}

/** Its wizard shows the stage Credentials as done when the vault holds what the templates ask for. */
async function settleCredentials(info: StackInfo): Promise<void> {
  const sql = postgres(info.db_url, { max: 1, onnotice: () => {} });
  try {
    await sql`select private.settle_credentials(id, 'seed') from public.workspaces where slug = ${SIDECAR_WORKSPACE}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** `env`: the functions' settings. */
export async function prepareDemonstration(
  home: Home,
  secrets: Secrets,
  info: StackInfo,
  env: Record<string, string>,
  say: (line: string) => void,
): Promise<void> {
  const door: Door = {
    url: info.api_url,
    apikey: info.publishable_key,
    token: () => mintToken(secrets, info.issuer_url, "user_root"),
  };
  const operator = dataApi(door);
  const templates = async (): Promise<void> => {
    await pushTemplates(operator, await currentHashes(dataApi({ ...door, schema: "genesis" })));
  };
  const told = (what: string) => (error: unknown) => say(`${what}: ${messageOf(error)}`);
  await Promise.all([
    templates().catch(told("The templates were not pushed")),
    credentials(home, info, env, operator).catch(told("The demonstration's credentials were not stored")),
  ]);
  await settleCredentials(info).catch(told("The demonstration's stage Credentials was not noted"));
}
