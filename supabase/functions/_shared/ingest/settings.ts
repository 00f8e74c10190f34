import type { Settings } from "../env.ts";
import { clientAddress } from "../http/mod.ts";

/** Settings without which no function that reaches the database as the machine starts. */
export const MACHINE_SETTINGS = ["SUPABASE_URL", "SUPABASE_SECRET_KEYS"] as const;

/** Settings of a function that people call with their session. */
export const SESSION_SETTINGS = [
  "SUPABASE_PUBLISHABLE_KEYS",
  "CLERK_ISSUER",
  "CLERK_AUTHORIZED_PARTIES",
] as const;

/** Reads a caller's address as this installation's proxies give it. */
export function createClientAddress(settings: Settings): (req: Request) => string {
  const hops = Number(settings.optional("TRUSTED_PROXY_HOPS") ?? 0);
  return (req) => clientAddress(req, Number.isInteger(hops) && hops > 0 ? hops : undefined);
}

/** Where the functions are reached from outside: GENESIS_FUNCTIONS_URL for an address of one's own, else Supabase's. */
export const functionsUrl = (settings: Settings): string =>
  (settings.optional("GENESIS_FUNCTIONS_URL") ?? `${settings.required("SUPABASE_URL")}/functions/v1`).replace(
    /\/+$/,
    "",
  );
