// What every page of the operators' desk asks for: all workspaces with their health, and the names behind user ids.
import type { Database } from "@database";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
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
export const DESK_KEY = ["admin", "desk"] as const;
const PAGE = 500;
const WATCH_MS = 3_000;

async function fetchDesk(supabase: Supabase, signal: AbortSignal): Promise<DeskRow[]> {
  const found: DeskRow[] = [];
  for (;;) {
    const args = { p_after_slug: found.at(-1)?.slug, p_limit: PAGE };
    const page = await rows(supabase.rpc("admin_desk", args).abortSignal(signal));
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

const SETTLED = new Set(["active", "failed"]);
export const isIgniting = ({ ignition_status }: DeskRow): boolean =>
  ignition_status !== null && !SETTLED.has(ignition_status);
/** Something goes on there that changes by itself. */
export const isBusy = (row: DeskRow): boolean =>
  row.open_commands > 0 || isIgniting(row) || (row.status === "frozen" && row.freeze_stage !== "verified");

/** Every workspace, by slug; asked again while something runs in one of them. */
export function useDesk() {
  const { supabase } = useServices();
  return useQuery({
    queryKey: DESK_KEY,
    queryFn: ({ signal }) => fetchDesk(supabase, signal),
    refetchInterval: ({ state }) => (state.data?.some(isBusy) ? WATCH_MS : false),
  });
}

/** After an act, every page of the desk may say something else. */
export const useDeskChanged = (): (() => Promise<void>) => {
  const queries: QueryClient = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["admin"] });
};

/** A workspace's slug by its id; an entry may outlive its workspace. */
export function useSlugs(): ReadonlyMap<string, string> {
  const { data = [] } = useDesk();
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
