// What pages of the operators' desk ask for: a workspace with its health, and the names behind ids.
import type { Database } from "@database";
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "./services.tsx";
import { rows, type Supabase } from "./supabase.ts";

type Row = Database["public"]["Functions"]["admin_desk"]["Returns"][number];
/** What SQL leaves null, which the generated types do not know of a function's columns. */
type Absent =
  | "frozen_at"
  | "frozen_by"
  | "freeze_reason"
  | "freeze_stage"
  | "ignition_status"
  | "ignition_error"
  | "last_heartbeat_at"
  | "n8n_up"
  | "worst_alarm"
  | "budget_limit_usd";
export type DeskRow = Omit<Row, Absent> & { [Name in Absent]: Row[Name] | null };

/** The chain of acts that concern no workspace. */
export const NO_WORKSPACE = "00000000-0000-0000-0000-000000000000";
const WATCH_MS = 3_000;

const SETTLED = new Set(["active", "failed"]);
export const isIgniting = ({ ignition_status }: DeskRow): boolean =>
  ignition_status !== null && !SETTLED.has(ignition_status);
/** Something goes on there that changes by itself. */
export const isBusy = (row: DeskRow): boolean =>
  row.open_commands > 0 || isIgniting(row) || (row.status === "frozen" && row.freeze_stage !== "verified");

/** Asked again while something runs in one of these. */
export const watch = (rows: readonly DeskRow[] = []): number | false =>
  rows.some(isBusy) ? WATCH_MS : false;

const rowsOf = (supabase: Supabase, which: { p_ids?: string[]; p_slugs?: string[] }, signal: AbortSignal) =>
  rows(supabase.rpc("admin_desk_of", which).abortSignal(signal)) as Promise<DeskRow[]>;

/** One workspace with its health; null when there is none of this slug. */
export function useDeskRow(slug: string) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "desk", "row", slug],
    queryFn: async ({ signal }) => (await rowsOf(supabase, { p_slugs: [slug] }, signal))[0] ?? null,
    refetchInterval: ({ state }) => watch(state.data ? [state.data] : []),
  });
}

/** After an act, every page of the desk may say something else. */
export const useDeskChanged = (): (() => Promise<void>) => {
  const queries: QueryClient = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["admin"] });
};

/** Slugs of these workspaces; one that is gone has none. */
export function useSlugs(ids: readonly (string | null)[]): ReadonlyMap<string, string> {
  const { supabase } = useServices();
  const wanted = [...new Set(ids)].filter((id): id is string => id !== null && id !== NO_WORKSPACE).sort();
  const { data = [] } = useQuery({
    queryKey: ["admin", "desk", "slugs", wanted],
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => rowsOf(supabase, { p_ids: wanted }, signal),
  });
  return new Map(data.map(({ id, slug }) => [id, slug]));
}

export interface Person {
  user_id: string;
  email: string | null;
  name: string | null;
}

/** Names and addresses of these user ids, as far as Genesis knows them. */
export function usePeople(ids: readonly string[]): ReadonlyMap<string, Person> {
  const { supabase } = useServices();
  const wanted = [...new Set(ids)].sort();
  const { data = [] } = useQuery({
    queryKey: ["admin", "people", wanted],
    enabled: wanted.length > 0,
    queryFn: ({ signal }) =>
      rows(supabase.from("users").select("user_id, email, name").in("user_id", wanted).abortSignal(signal)),
  });
  return new Map(data.map((person) => [person.user_id, person]));
}
