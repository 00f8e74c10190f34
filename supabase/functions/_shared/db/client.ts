// The two ways into the database, both through PostgREST: as the machine, with the secret key, for functions of
// schema genesis; as a person, with their own token, for functions of schema public.
import { createClient } from "@supabase/supabase-js";
import { defaultKey, type Settings } from "../env.ts";
import { DatabaseError } from "../errors/mod.ts";

/** Calls one SQL function and gives its result; throws DatabaseError. */
export type Rpc = <T>(name: string, args: Record<string, unknown>) => Promise<T>;

/** PostgreSQL gives up after 8 s (statement_timeout of the authenticator); what takes longer has no answer. */
const TIMEOUT_MS = 9_000;

const fetchWithTimeout: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(init?.signal ? [init.signal] : [])]),
  });

function createRpc(url: string, apiKey: string, token: string, schema: "genesis" | "public"): Rpc {
  const client = createClient(url, apiKey, {
    // A fixed token: no sign-in client, no storage, no refresh.
    accessToken: async () => token,
    global: { fetch: fetchWithTimeout },
  });
  return async <T>(name: string, args: Record<string, unknown>): Promise<T> => {
    const { data, error, status } = await client.schema(schema).rpc(name, args);
    if (error) throw new DatabaseError(error, status);
    return data as T;
  };
}

/** Functions of schema genesis, as service_role. */
export function createMachineRpc(settings: Settings): Rpc {
  const key = defaultKey(settings, "SUPABASE_SECRET_KEYS");
  return createRpc(settings.required("SUPABASE_URL"), key, key, "genesis");
}

/** Functions of schema public, as the person whose verified session token it is. */
export function createUserRpc(settings: Settings): (token: string) => Rpc {
  const url = settings.required("SUPABASE_URL");
  const key = defaultKey(settings, "SUPABASE_PUBLISHABLE_KEYS");
  return (token) => createRpc(url, key, token, "public");
}
