// The audit log, logins and break-glass as operators read them: a page at a time, newest first.
import type { Database } from "@database";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type DeskRow, NO_WORKSPACE, useDesk, useDeskChanged } from "@/lib/desk.ts";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";
import { anywhere, behind, dayStart, PAGE, quoted, useSettled } from "./filters.ts";
import type { AuditUrl, LoginsUrl } from "./url.ts";

type Tables = Database["public"]["Tables"];
export type Entry = Omit<Tables["governance_audit_log"]["Row"], "hash" | "prev_hash">;
export type Login = Omit<Tables["login_audit"]["Row"], "svix_id">;
export type Grant = Database["genesis"]["Tables"]["break_glass_grants"]["Row"];

const ENTRY =
  "workspace_id, seq, workspace_name, actor_id, actor_email, action, reason, metadata, created_at";
const LOGIN = "id, user_id, email, event_type, ip_address, user_agent, metadata, created_at";
// Ids stand in the request's address, which may not grow for ever.
const MOST_IDS = 100;
const WATCH_MS = 15_000;

/** Workspaces that a text may mean: the one with this slug or name, or all that have it in them. */
export function meant(text: string, desk: readonly DeskRow[]): string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "none") return [NO_WORKSPACE];
  const exact = desk.filter(({ slug, name }) => slug === wanted || name.toLowerCase() === wanted);
  const like = desk.filter(({ slug, name }) => `${slug}\n${name.toLowerCase()}`.includes(wanted));
  return (exact.length > 0 ? exact : like).map(({ id }) => id);
}

/** One entry more than a page: whether there is an older one. `accessOnly`: only the operators' reading of workspaces. */
export function useEntries(url: AuditUrl, accessOnly = false) {
  const { supabase } = useServices();
  const desk = useDesk();
  const asked = useSettled(url);
  const ids = asked.workspace.trim() ? meant(asked.workspace, desk.data ?? []) : [];
  return useQuery({
    queryKey: ["admin", "audit", accessOnly, asked, ids],
    // A failed desk costs slugs alone: names are in the log.
    enabled: asked.workspace === "" || !desk.isPending,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      let query = supabase.from("governance_audit_log").select(ENTRY);
      if (ids.length > 0 && ids.length <= MOST_IDS) query = query.in("workspace_id", ids);
      // Workspaces that are gone are known by the name that they had.
      else if (asked.workspace.trim()) query = query.ilike("workspace_name", anywhere(asked.workspace));
      if (accessOnly) query = query.like("action", "super\\_admin\\_access%");
      if (asked.action.trim())
        query = query.ilike("action", anywhere(asked.action.trim().replaceAll(" ", "_")));
      if (asked.actor.trim()) {
        const actor = quoted(anywhere(asked.actor));
        query = query.or(`actor_email.ilike.${actor},actor_id.ilike.${actor}`);
      }
      if (asked.from) query = query.gte("created_at", dayStart(asked.from));
      if (asked.to) query = query.lt("created_at", dayStart(asked.to, 1));
      if (asked.before) {
        const { at, or } = behind(asked.before, ["workspace_id", "seq"]);
        // The bound lets the index begin there, which it cannot with the or alone.
        query = query.lte("created_at", at).or(or);
      }
      const newest = query.order("created_at", { ascending: false }).order("workspace_id").order("seq");
      return rows(newest.limit(PAGE + 1).abortSignal(signal));
    },
  });
}

export function useLogins(url: LoginsUrl) {
  const { supabase } = useServices();
  const asked = useSettled(url);
  return useQuery({
    queryKey: ["admin", "logins", asked],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      let query = supabase.from("login_audit").select(LOGIN);
      if (asked.user.trim()) {
        const user = quoted(anywhere(asked.user));
        query = query.or(`email.ilike.${user},user_id.ilike.${user}`);
      }
      if (asked.type.trim()) query = query.ilike("event_type", anywhere(asked.type));
      if (asked.before) {
        const { at, or } = behind(asked.before, ["id"]);
        query = query.lte("created_at", at).or(or);
      }
      const newest = query.order("created_at", { ascending: false }).order("id");
      return rows(newest.limit(PAGE + 1).abortSignal(signal));
    },
  });
}

/** Grants of all operators that still open a workspace. */
export function useOpenGrants() {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "grants"],
    refetchInterval: WATCH_MS,
    queryFn: ({ signal }) =>
      rows(
        supabase
          .schema("genesis")
          .from("break_glass_grants")
          .select("*")
          .is("revoked_at", null)
          .gt("expires_at", new Date().toISOString())
          .order("expires_at")
          .abortSignal(signal),
      ),
  });
}

export function useCloseWorkspace() {
  const { supabase } = useServices();
  const changed = useDeskChanged();
  return useMutation({
    mutationFn: (id: string) => rows(supabase.rpc("admin_close_workspace", { p_workspace_id: id })),
    onSettled: changed,
  });
}
