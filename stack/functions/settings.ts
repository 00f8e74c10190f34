// The environment of the Edge Functions in this stack: Supabase's own names, then the project's settings.
import { existsSync, readFileSync } from "node:fs";
import type { Home } from "../paths.ts";
import type { StackInfo } from "../run-file.ts";
import type { Secrets } from "../secrets.ts";

/** Where the web page is served while it is developed: what a session token may name as its party (azp). */
export const AUTHORIZED_PARTIES = ["http://localhost:5173", "http://127.0.0.1:5173"] as const;

/** The same, and where this stack serves the built page. */
export const partiesOf = ({ web_url }: Pick<StackInfo, "web_url">): string[] => [
  ...AUTHORIZED_PARTIES,
  web_url,
  web_url.replace("//127.0.0.1:", "//localhost:"),
];

/** NAME=value lines; empty lines and # comments are passed over. */
export function parseEnvFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[A-Za-z_][A-Za-z0-9_]*\s*=/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      const value = line.slice(at + 1).trim();
      return [line.slice(0, at).trim(), value.replace(/^(["'])(.*)\1$/, "$2")];
    }),
  );
}

/** Read anew at each start of the process, so that an edited functions.env takes effect with a restart of it. */
export function functionsEnv(home: Home, secrets: Secrets, info: StackInfo): Record<string, string> {
  const own = existsSync(home.functionsEnv) ? parseEnvFile(readFileSync(home.functionsEnv, "utf8")) : {};
  return {
    ...secrets.settings,
    CLERK_ISSUER: info.issuer_url,
    CLERK_AUTHORIZED_PARTIES: partiesOf(info).join(","),
    WEB_URL: info.web_url,
    LOCAL_MODE: "true",
    LOCAL_N8N_IP: "127.0.0.1",
    ...(info.sidecar_url ? { LOCAL_SIDECAR_URL: `${info.sidecar_url}/w/{workspace_id}` } : {}),
    ...(info.n8n_url ? { N8N_PUBLIC_URL: `${info.n8n_url}/w/{workspace_id}` } : {}),
    SUPER_ADMIN_IDS: "user_root",
    ...own,
    SUPABASE_URL: info.api_url,
    SUPABASE_DB_URL: info.db_url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: info.publishable_key }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: info.secret_key }),
    SUPABASE_JWKS: JSON.stringify({ keys: [] }), // the project's own key is symmetric: nothing of it is public
  };
}
