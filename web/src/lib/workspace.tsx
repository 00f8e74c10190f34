// The workspace of the address /w/{slug}/…: one query tells its state and the caller's role in it.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext } from "react";
import { atLeast, isRole, type Role } from "./roles.ts";
import { useAuth, useServices } from "./services.tsx";
import { maybeRow, type Supabase } from "./supabase.ts";

export interface Workspace {
  id: string;
  slug: string;
  name: string;
  plan: string;
  status: "active" | "frozen";
  frozen_at: string | null;
  freeze_reason: string | null;
  time_zone: string;
  created_at: string;
  /** Null for an operator who is no member, and while frozen, when RLS hides memberships. */
  role: Role | null;
  /** Whether its rows can be read now: a member's while active, an operator's under break-glass. */
  readable: boolean;
}

const COLUMNS = `id, slug, name, plan, status, frozen_at, freeze_reason, time_zone, created_at,
  mine:user_workspaces(role), some:user_workspaces(user_id)`;

async function fetchWorkspace(
  supabase: Supabase,
  slug: string,
  userId: string,
  signal: AbortSignal,
): Promise<Workspace | null> {
  const row = await maybeRow(
    supabase
      .from("workspaces")
      .select(COLUMNS)
      .eq("slug", slug)
      .eq("mine.user_id", userId)
      .limit(1, { referencedTable: "some" })
      .abortSignal(signal)
      .maybeSingle(),
  );
  if (!row) return null;
  const { mine, some, ...workspace } = row;
  const role = mine[0]?.role;
  return {
    ...workspace,
    status: workspace.status === "frozen" ? "frozen" : "active",
    role: isRole(role) ? role : null,
    readable: some.length > 0,
  };
}

export const WORKSPACE_KEY = ["workspace"] as const;
/** How soon a member sees a freeze, at the latest; a refused call tells at once. */
const WATCH_MS = 10_000;

/** The workspace with this slug, null when there is none that the caller may know of. Watched while the page is open. */
export function useWorkspaceQuery(slug: string) {
  const { supabase } = useServices();
  const { user } = useAuth();
  return useQuery({
    queryKey: [...WORKSPACE_KEY, slug, user?.id],
    queryFn: ({ signal }) => fetchWorkspace(supabase, slug, user?.id ?? "", signal),
    enabled: user !== null,
    refetchInterval: WATCH_MS,
    staleTime: WATCH_MS / 2,
  });
}

const Context = createContext<Workspace | null>(null);

export function WorkspaceProvider({ workspace, children }: { workspace: Workspace; children: ReactNode }) {
  return <Context value={workspace}>{children}</Context>;
}

export interface OpenWorkspace extends Workspace {
  /** Whether the caller's role is at least this one; never by break-glass, which only reads. */
  may: (least: Role) => boolean;
}

/** The workspace around the page: open, never frozen. Only below /w/$slug. */
export function useWorkspace(): OpenWorkspace {
  const workspace = useContext(Context);
  if (!workspace) throw new Error("useWorkspace is for pages of the area `workspace`");
  return { ...workspace, may: (least) => atLeast(workspace.role, least) };
}

/** The time zone that dates are shown in: the workspace's, or the browser's outside of one. */
export function useTimeZone(): string | undefined {
  return useContext(Context)?.time_zone;
}

export const useSlug = (): string => useParams({ strict: false }).slug ?? "";
