// Verification of the chains, by the database itself; who signed them is proved outside of it (docs/audit.md).
import type { Database } from "@database";
import { useMutation } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { rows, type Supabase } from "@/lib/supabase.ts";

type Row = Database["public"]["Functions"]["admin_audit_verify"]["Returns"][number];
/** What SQL leaves null, which the generated types do not know of a function's columns. */
type Absent = "first_bad_seq" | "problem" | "detail" | "signed_through";
export type Verdict = Omit<Row, Absent> & { [Name in Absent]: Row[Name] | null };

/** PostgREST cuts every answer there. */
const MOST = 1_000;

async function chainIds(supabase: Supabase): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const page = await rows(supabase.rpc("admin_audit_chains", { p_after: found.at(-1), p_limit: MOST }));
    found.push(...page.map(({ workspace_id }) => workspace_id));
    if (page.length < MOST) return found;
  }
}

const verifyOne = (supabase: Supabase, chain: string | undefined): Promise<Verdict[]> =>
  rows(supabase.rpc("admin_audit_verify", { p_workspace_id: chain }));

async function verifyAll(supabase: Supabase): Promise<Verdict[]> {
  const verdicts = await verifyOne(supabase, undefined);
  if (verdicts.length < MOST) return verdicts;
  // The answer may have been cut: the rest is asked chain by chain.
  const done = new Set(verdicts.map(({ workspace_id }) => workspace_id));
  for (const chain of await chainIds(supabase)) {
    if (!done.has(chain)) verdicts.push(...(await verifyOne(supabase, chain)));
  }
  return verdicts;
}

/** Of one chain, or of all for null. */
export function useVerify() {
  const { supabase } = useServices();
  return useMutation({
    mutationFn: (chain: string | null) => (chain === null ? verifyAll(supabase) : verifyOne(supabase, chain)),
  });
}
