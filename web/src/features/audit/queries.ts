// The audit log, logins and break-glass as operators read them: a page at a time, newest first.
import type { Database } from "@database";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useDeskChanged } from "@/lib/desk.ts";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";
import { useSettled } from "@/lib/use-settled.ts";
import { anywhere, behind, dayStart, entryOf, PAGE, quoted } from "./filters.ts";
import type { AuditUrl, LoginsUrl } from "./url.ts";

type Tables = Database["public"]["Tables"];
type Found = Database["public"]["Functions"]["admin_audit_page"]["Returns"][number];
/** What SQL leaves null, which the generated types do not know of a function's columns. */
type Absent = "workspace_name" | "slug" | "actor_email" | "reason";
export type Entry = Omit<Found, Absent> & { [Name in Absent]: Found[Name] | null };
export type Login = Omit<Tables["login_audit"]["Row"], "svix_id">;
export type Grant = Database["genesis"]["Tables"]["break_glass_grants"]["Row"];

const LOGIN = "id, user_id, email, event_type, ip_address, user_agent, metadata, created_at";
const ACCESS = "super_admin_access";
const WATCH_MS = 15_000;

/** The one chain that a text means; undefined while it means none, or several. */
export function useMeant(workspace: string) {
  const { supabase } = useServices();
  const asked = useSettled(workspace.trim());
  const { data = [] } = useQuery({
    queryKey: ["admin", "audit", "meant", asked],
    enabled: asked !== "",
    queryFn: ({ signal }) =>
      rows(supabase.rpc("admin_audit_meant", { p_workspace: asked }).abortSignal(signal)),
  });
  return asked !== "" && data.length === 1 ? data[0] : undefined;
}

/** One entry more than a page: whether there is an older one. `accessOnly`: only the operators' reading of workspaces. */
export function useEntries(url: AuditUrl, accessOnly = false) {
  const { supabase } = useServices();
  const asked = useSettled(url);
  return useQuery({
    queryKey: ["admin", "audit", accessOnly, asked],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const behindOf = entryOf(asked.before);
      const found = supabase.rpc("admin_audit_page", {
        p_workspace: asked.workspace,
        p_action: accessOnly ? ACCESS : asked.action,
        p_actor: asked.actor,
        p_from: asked.from ? dayStart(asked.from) : undefined,
        p_to: asked.to ? dayStart(asked.to, 1) : undefined,
        p_before_at: behindOf?.at,
        p_before_workspace: behindOf?.workspace,
        p_before_seq: behindOf?.seq,
        p_limit: PAGE + 1,
      });
      return rows(found.abortSignal(signal)) as Promise<Entry[]>;
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
