// supabase-js under RLS, with the session of whoever is signed in.
import type { Database } from "@database";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Config } from "@/config/index.ts";
import { errorOfDatabase } from "./api/error.ts";

export type Supabase = SupabaseClient<Database>;

export function createSupabase(config: Config, getToken: () => Promise<string | null>): Supabase {
  return createClient<Database>(config.supabase_url, config.publishable_key, {
    accessToken: getToken,
    // What is worth repeating is repeated in one place, by the query client: two together would keep people waiting.
    db: { retry: false },
  });
}

interface Answer<T> {
  data: T;
  error: { message: string; code?: string; details?: string | null; hint?: string | null } | null;
  status: number;
}

/** The data of `await supabase.from(…)…` or `.rpc(…)`; raises ApiError. */
export async function rows<T>(query: PromiseLike<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, status } = await query;
  if (error) throw errorOfDatabase(error, status);
  return data as NonNullable<T>;
}

/** As `rows`, for `.maybeSingle()`: null where there is no row, or none that RLS shows. */
export async function maybeRow<T>(query: PromiseLike<Answer<T>>): Promise<T> {
  const { data, error, status } = await query;
  if (error) throw errorOfDatabase(error, status);
  return data;
}
