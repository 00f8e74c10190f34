// What the tests ask of n8n themselves, with the API key and the session that the sidecar made: looking, test runs, and
// what Genesis has no command for.
import { openSecrets } from "../sidecar/src/state/secrets.ts";
import { sleep } from "../stack/errors.ts";
import type { WorkflowBody } from "../supabase/functions/_shared/templates/types.ts";

export interface Execution {
  id: string;
  status: string;
  /** `trigger`: n8n's own start of an active workflow; `manual`: a test run. */
  mode: string;
  workflowId: string;
  data?: { resultData?: { error?: { message?: string }; runData?: Record<string, unknown[]> } };
}

export interface Listed {
  id: string;
  name: string;
  active?: boolean;
  nodes?: unknown[];
  tags?: { name: string }[];
}

export interface N8nApi {
  /** All there is, whoever made it. */
  listed(what: "workflows" | "credentials"): Promise<Listed[]>;
  /** The newest 250; `query`: workflowId, status. */
  executions(query: Record<string, string>): Promise<Execution[]>;
  makeCredential(type: string, name: string, data: Record<string, unknown>): Promise<string>;
  deleteCredential(id: string): Promise<void>;
  makeWorkflow(name: string, workflow: WorkflowBody): Promise<string>;
  getWorkflow(id: string): Promise<WorkflowBody & { name: string; active: boolean }>;
  activate(id: string): Promise<void>;
  deactivate(id: string): Promise<void>;
  deleteWorkflow(id: string): Promise<void>;
  /** Starts a run from a trigger, with pinned output for it if it needs any; the execution's id. */
  start(id: string, trigger: string, pinned?: Record<string, unknown>[]): Promise<string>;
  /** The same, until it has ended. */
  run(id: string, trigger: string, pinned?: Record<string, unknown>[], limitMs?: number): Promise<Execution>;
  /** Does it answer, database and all? */
  isReady(): Promise<boolean>;
}

/** `sidecarDir`: where the sidecar of this n8n keeps its secrets. */
export function connectN8n(url: string, sidecarDir: string): N8nApi {
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 800)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  // Read each time: the sidecar renews what n8n no longer takes.
  const secrets = () => openSecrets(sidecarDir).read();
  const api = (method: string, path: string, body?: unknown) =>
    ask(method, `/api/v1${path}`, { "x-n8n-api-key": secrets().api_key ?? "" }, body);
  const rest = (method: string, path: string, body?: unknown) =>
    ask(method, `/rest${path}`, { cookie: secrets().cookie ?? "" }, body);

  const start: N8nApi["start"] = async (id, trigger, pinned) => {
    if (pinned) {
      // A pin lies in the workflow; `run` takes what is stored.
      const { data: stored } = await rest("GET", `/workflows/${id}`);
      const { versionId, checksum } = stored;
      const pinData = { [trigger]: pinned.map((json) => ({ json })) };
      await rest("PATCH", `/workflows/${id}`, { versionId, expectedChecksum: checksum, pinData });
    }
    const { data } = await rest("POST", `/workflows/${id}/run`, { triggerToStartFrom: { name: trigger } });
    return data.executionId;
  };

  return {
    listed: async (what) => (await api("GET", `/${what}?limit=250`)).data,
    executions: async (query) =>
      (await api("GET", `/executions?limit=250&${new URLSearchParams(query)}`)).data,
    makeCredential: async (type, name, data) => (await api("POST", "/credentials", { type, name, data })).id,
    deleteCredential: (id) => api("DELETE", `/credentials/${id}`),
    makeWorkflow: async (name, { nodes, connections, settings }) =>
      (await api("POST", "/workflows", { name, nodes, connections, settings })).id,
    getWorkflow: (id) => api("GET", `/workflows/${id}`),
    activate: (id) => api("POST", `/workflows/${id}/activate`, {}),
    deactivate: (id) => api("POST", `/workflows/${id}/deactivate`, {}),
    deleteWorkflow: (id) => api("DELETE", `/workflows/${id}`),
    start,
    async run(id, trigger, pinned, limitMs = 120_000) {
      const started = await start(id, trigger, pinned);
      for (const end = Date.now() + limitMs; Date.now() < end; await sleep(150)) {
        const now: Execution = await api("GET", `/executions/${started}?includeData=true`);
        if (!["new", "running", "waiting"].includes(now.status)) return now;
      }
      throw new Error(`Execution ${started} of ${id} has not ended after ${limitMs / 1000} s`);
    },
    isReady: () =>
      fetch(`${url}/healthz/readiness`).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
}
