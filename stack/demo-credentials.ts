// What the demonstration's workspace needs in the vault so that it can be ignited. The values are fakes and say so:
// they point at stand-ins on this machine, and nothing answers there unless a test puts it there.
import { readSettings } from "../supabase/functions/_shared/env.ts";
import {
  type Credentials,
  createCredentials,
  createVault,
  readMasterKeys,
} from "../supabase/functions/_shared/vault/mod.ts";
import { type DataApi, dataApi } from "./data-api.ts";
import type { StackInfo } from "./run-file.ts";
import { MAILBOX_PORT } from "./sidecar/engine.ts";

const MAIL = { user: "demo", password: "demo-password-of-no-use", secure: false, disable_starttls: true };

/** Shapes: supabase/functions/ignition-step/credential-types.ts. */
const FAKES: Readonly<Record<string, { secret: Record<string, unknown>; showing?: string }>> = {
  openai_api: {
    secret: { api_key: "sk-demo-not-a-real-key", url: "http://127.0.0.1:11434/v1" },
    showing: "sk-demo-not-a-real-key",
  },
  smtp: { secret: { ...MAIL, host: "127.0.0.1", port: 2525 } },
  imap: { secret: { ...MAIL, host: "127.0.0.1", port: MAILBOX_PORT } },
};

/** What the wizard lists them as. */
const NAMES: Readonly<Record<string, string>> = {
  openai_api: "Demo OpenAI key",
  smtp: "Demo SMTP account",
  imap: "Demo IMAP account",
};

/** Schema genesis with the secret key, as the functions call it. */
export const machineApi = (info: StackInfo): DataApi =>
  dataApi({
    url: info.api_url,
    apikey: info.secret_key,
    token: async () => info.secret_key,
    schema: "genesis",
  });

/** What seals for a stack's vault; `env`: the functions' settings. */
export function openSealing(info: StackInfo, env: Readonly<Record<string, string>>) {
  const settings = readSettings((name) => env[name], ["ENCRYPTION_MASTER_KEY"]);
  return { rpc: machineApi(info).rpc, vault: createVault(readMasterKeys(settings)) };
}

/** The vault of a stack. */
export function openVault(info: StackInfo, env: Readonly<Record<string, string>>): Credentials {
  const { rpc, vault } = openSealing(info, env);
  return createCredentials(rpc, vault);
}

/** Stores what is missing, once; what a person put in its place stays. */
export async function ensureDemoCredentials(vault: Credentials, workspaceId: string): Promise<void> {
  const there = new Set((await vault.list(workspaceId)).map(({ type }) => type));
  for (const [type, { secret, showing }] of Object.entries(FAKES)) {
    if (there.has(type)) continue;
    const shown = showing === undefined ? {} : { showing };
    await vault.put({ workspaceId, type, name: NAMES[type] ?? type, secret, actor: "user_alice", ...shown });
  }
}
