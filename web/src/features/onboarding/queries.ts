// What the wizard reads and sends. Nothing here keeps a secret: forms hand theirs to `post`, which keeps no copy.
import type { LaunchPlan } from "@contracts/launch.ts";
import type { CredentialType, DnsFinding, Stage } from "@contracts/onboarding.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useServices } from "@/lib/services.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import type { Stages } from "./stages.ts";

export interface Brand {
  company_name: string | null;
  website: string | null;
  logo_url: string | null;
  description: string | null;
  sender_name: string | null;
  postal_address: string | null;
}

export interface Progress {
  workspace: { id: string; slug: string; name: string; status: string; time_zone: string };
  role: string;
  stages: Stages;
  /** When each stage that is done was saved. */
  updated_at: Partial<Record<Stage, string>>;
  brand: Brand | null;
  email: {
    provider: "gmail" | "smtp";
    sender_email: string;
    test_email: string | null;
    daily_cap: number;
    /** HH:MM in the workspace's time zone. */
    window_start: string;
    window_end: string;
  } | null;
  calendly_links: string[];
  infrastructure: Infrastructure["current"];
  dns: {
    domain: string;
    sender: "google" | "other";
    dkim_selector: string | null;
    spf_include: string | null;
    findings: DnsFinding[];
    checked_at: string;
    verified_at: string | null;
  } | null;
  tracking: { domain: string; verified_at: string | null } | null;
  research: { actor_id: string | null; input: Record<string, unknown> } | null;
  /** Empty while nobody can say: no mail provider yet, or no templates. */
  credentials_required: CredentialType[];
  credentials_missing: CredentialType[];
  offers: { google: boolean; entri: boolean; local: boolean };
}

export interface Credential {
  id: string;
  type: CredentialType;
  name: string;
  last_four: string | null;
  validated_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface Infrastructure {
  current: { mode: "local" | "digitalocean"; region: string | null; size: string | null } | null;
  modes: ("local" | "digitalocean")[];
  /** Why a mode cannot be launched here, of those that cannot. */
  unavailable: { local?: string; digitalocean?: string };
  regions: { slug: string; name: string }[];
  sizes: {
    slug: string;
    name: string;
    vcpus: number;
    memory_mb: number;
    disk_gb: number;
    monthly_usd: number;
  }[];
}

const keyOf = (workspaceId: string, what: string) => ["w", workspaceId, "onboarding", what] as const;

function useRead<T>(what: string, path: string, enabled = true) {
  const { id } = useWorkspace();
  const { api } = useServices();
  return useQuery({
    queryKey: keyOf(id, what),
    queryFn: ({ signal }) => api<T>(path, { query: { workspace_id: id }, signal }),
    enabled,
  });
}

export const useProgress = () => useRead<Progress>("progress", "onboarding/progress");
export const usePlan = () => useRead<LaunchPlan>("plan", "launch/plan");
export const useInfrastructure = (enabled: boolean) =>
  useRead<Infrastructure>("infrastructure", "onboarding/infrastructure", enabled);

/** The vault's list, for admins alone. */
export function useCredentials(enabled: boolean) {
  const query = useRead<{ credentials: Credential[] }>("credentials", "onboarding/credentials", enabled);
  return { ...query, data: query.data?.credentials };
}

/** What every save answers: the stages as they are now, and when this one was saved. */
export interface Saved {
  stages?: Stages;
  updated_at?: string;
}

/** The routes that save one form each: their saves say which save the form was opened on. */
const FORM_OF: Readonly<Record<string, Stage>> = {
  brand: "brand",
  "email-provider": "email",
  "validate-calendly": "calendly",
  infrastructure: "infrastructure",
  apify: "research",
};

export function useOnboarding() {
  const { id, slug } = useWorkspace();
  const { api } = useServices();
  const queries = useQueryClient();
  // Of the moment the form was filled. What is read later, in the background, stays out of the form, and so out of here:
  // a save of another tab is refused as older, rather than taken back.
  const [opened] = useState(() => ({
    ...queries.getQueryData<Progress>(keyOf(id, "progress"))?.updated_at,
  }));

  /** Everything that a save may have changed is read anew; what is known at once is shown at once. */
  const refresh = useCallback(
    async (stages?: Stages) => {
      const key = keyOf(id, "progress");
      if (stages) queries.setQueryData<Progress>(key, (now) => now && { ...now, stages });
      // The plan compiles every template: nobody waits for it. The next stage begins with what progress says.
      void queries.invalidateQueries({ queryKey: keyOf(id, "plan") });
      await queries.invalidateQueries({
        predicate: ({ queryKey: [w, workspace, lane, what] }) =>
          w === "w" && workspace === id && lane === "onboarding" && what !== "plan",
      });
    },
    [queries, id],
  );

  /** Posts to `onboarding/<path>`. Raises ApiError. */
  const post = useCallback(
    <T>(path: string, body: object = {}) =>
      api<T>(`onboarding/${path}`, { body: { ...body, workspace_id: id } }),
    [api, id],
  );

  /** Posts, and shows what it changed. Raises ApiError `conflict` when the stage was saved elsewhere meanwhile. */
  const save = useCallback(
    async <T extends Saved>(path: string, body: object = {}): Promise<T> => {
      const form = FORM_OF[path];
      const answer = await post<T>(path, form ? { ...body, updated_at: opened[form] ?? null } : body);
      if (form && answer.updated_at) opened[form] = answer.updated_at;
      await refresh(answer.stages);
      return answer;
    },
    [post, refresh, opened],
  );

  const skip = useCallback((stage: Stage) => save("progress", { stage, status: "skipped" }), [save]);

  const removeCredential = useCallback(
    async (credential: string) => {
      const query = { workspace_id: id, id: credential };
      const { stages } = await api<Saved>("onboarding/credentials", { method: "DELETE", query });
      await refresh(stages);
    },
    [api, id, refresh],
  );

  const get = useCallback(
    <T>(path: string) => api<T>(`onboarding/${path}`, { query: { workspace_id: id } }),
    [api, id],
  );
  return { slug, get, post, save, skip, refresh, removeCredential };
}
