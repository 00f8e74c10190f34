// What waits in the queues and what rings, and the acts on them.
import type { Database } from "@database";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type DeskRow, useDeskChanged, watch } from "@/lib/desk.ts";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";
import { useSettled } from "@/lib/use-settled.ts";
import type { DeskUrl } from "./url.ts";

/** `public.admin_queues()`. Ages are in seconds. */
export interface Queues {
  queues: Record<string, { depth: number; waiting: number; oldest_s: number; total: number }>;
  cron: CronJob[];
  commands: Command[];
  ignitions: Ignition[];
  deliveries: Delivery[];
}
export interface CronJob {
  job: string;
  schedule: string;
  /** Null: it never succeeded, as far as cron remembers. */
  last_ok_s: number | null;
  failed_since: number;
}
export interface Command {
  workspace_id: string;
  slug: string;
  seq: number;
  action: string;
  status: "open" | "running" | "failed";
  attempts: number;
  next_at: string | null;
  error: string | null;
  trace_id: string | null;
  created_at: string;
}
export interface Ignition {
  workspace_id: string;
  slug: string;
  status: string;
  step: string | null;
  error_message: string | null;
  error_step: string | null;
  rollback_success: boolean | null;
  trace_id: string | null;
  started_at: string | null;
  updated_at: string;
}
export interface Delivery {
  id: string;
  event: string;
  attempts: number;
  next_at: string | null;
  given_up_at: string | null;
  last_result: string | null;
  kind: string;
  severity: string;
  message: string;
}
export type Alarm = Database["genesis"]["Tables"]["alarms"]["Row"];

/** `public.admin_desk_page()`; all but rows and found count the whole fleet. */
export interface DeskPage {
  rows: DeskRow[];
  found: number;
  workspaces: number;
  frozen: number;
  look: number;
}

export const DESK_PAGE = 50;
const WATCH_MS = 3_000;

export function useDeskPage(url: DeskUrl) {
  const { supabase } = useServices();
  const asked = useSettled(url);
  return useQuery({
    queryKey: ["admin", "desk", "page", asked],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const at = async (page: number) => {
        const args = {
          p_search: asked.q,
          p_show: asked.show,
          p_sort: asked.sort,
          p_descending: asked.descending,
        };
        const range = { p_offset: (page - 1) * DESK_PAGE, p_limit: DESK_PAGE };
        const said = await rows(supabase.rpc("admin_desk_page", { ...args, ...range }).abortSignal(signal));
        return { ...(said as unknown as DeskPage), page };
      };
      const found = await at(asked.page);
      // The address may name a page that is no more.
      return found.rows.length === 0 && found.found > 0 ? at(Math.ceil(found.found / DESK_PAGE)) : found;
    },
    refetchInterval: ({ state }) => watch(state.data?.rows),
  });
}

/** Whether anything in it changes without an operator. */
const moves = ({ commands, ignitions, deliveries }: Queues): boolean =>
  commands.some(({ status }) => status !== "failed") ||
  ignitions.some(({ status }) => status !== "failed") ||
  deliveries.some(({ given_up_at }) => given_up_at === null);

export function useQueues() {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "queues"],
    queryFn: async ({ signal }) =>
      (await rows(supabase.rpc("admin_queues").abortSignal(signal))) as unknown as Queues,
    refetchInterval: ({ state }) => (state.data && moves(state.data) ? WATCH_MS : false),
  });
}

export function useRedrive() {
  const { supabase } = useServices();
  const changed = useDeskChanged();
  return {
    command: useMutation({
      mutationFn: ({ workspace_id, seq }: Pick<Command, "workspace_id" | "seq">) =>
        rows(supabase.rpc("admin_command_redrive", { p_workspace_id: workspace_id, p_seq: seq })),
      onSettled: changed,
    }),
    delivery: useMutation({
      mutationFn: (id: string) => rows(supabase.rpc("admin_delivery_redrive", { p_id: id })),
      onSettled: changed,
    }),
  };
}

export function useAlarms(clearedToo: boolean) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "alarms", clearedToo],
    queryFn: ({ signal }) =>
      rows(supabase.rpc("admin_alarms", { p_cleared_too: clearedToo }).abortSignal(signal)),
  });
}

export function useClearAlarm() {
  const { supabase } = useServices();
  const changed = useDeskChanged();
  return useMutation({
    mutationFn: (id: string) => rows(supabase.rpc("admin_clear_alarm", { p_id: id })),
    onSettled: changed,
  });
}
