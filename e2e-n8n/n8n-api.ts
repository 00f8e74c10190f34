// What the tests need of n8n: an owner and an API key without a browser, credentials, workflows and test runs.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "../stack/errors.ts";
import type { WorkflowBody } from "../supabase/functions/_shared/templates/types.ts";

const OWNER = "owner@workspace.local";

export interface Execution {
  id: string;
  status: string;
  data?: { resultData?: { error?: { message?: string }; runData?: Record<string, unknown[]> } };
}

export interface N8nApi {
  makeCredential(type: string, name: string, data: Record<string, unknown>): Promise<string>;
  changeCredential(id: string, data: Record<string, unknown>): Promise<void>;
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
}

/** Kept beside n8n's own files: the owner is made once. */
function ownerPassword(home: string): string {
  const file = join(home, "owner-password");
  if (!existsSync(file)) writeFileSync(file, `A1${randomBytes(12).toString("hex")}`, { mode: 0o600 });
  return readFileSync(file, "utf8");
}

async function login(url: string, password: string): Promise<string> {
  const send = (path: string, body: unknown) =>
    fetch(`${url}/rest/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const credentials = { emailOrLdapLoginId: OWNER, password };
  let answer = await send("login", credentials);
  if (answer.status === 401) {
    await send("owner/setup", { email: OWNER, firstName: "Work", lastName: "Space", password });
    answer = await send("login", credentials);
  }
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("n8n-auth="));
  if (!cookie) throw new Error(`n8n let nobody in: ${answer.status} ${await answer.text()}`);
  return cookie.split(";")[0] as string;
}

export async function connectN8n(url: string, home: string): Promise<N8nApi> {
  const cookie = await login(url, ownerPassword(home));
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { cookie },
  ) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 800)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const { data: scopes } = await ask("GET", "/rest/api-keys/scopes");
  const { data: key } = await ask("POST", "/rest/api-keys", {
    label: `tests ${randomBytes(4).toString("hex")}`,
    scopes,
    expiresAt: null,
  });
  const api = (method: string, path: string, body?: unknown) =>
    ask(method, `/api/v1${path}`, body, { "x-n8n-api-key": key.rawApiKey });
  const execution = (id: string): Promise<Execution> => api("GET", `/executions/${id}?includeData=true`);

  const start: N8nApi["start"] = async (id, trigger, pinned) => {
    if (pinned) {
      // A pin lies in the workflow; `run` takes what is stored.
      const { data: stored } = await ask("GET", `/rest/workflows/${id}`);
      const { versionId, checksum } = stored;
      const pinData = { [trigger]: pinned.map((json) => ({ json })) };
      await ask("PATCH", `/rest/workflows/${id}`, { versionId, expectedChecksum: checksum, pinData });
    }
    const { data } = await ask("POST", `/rest/workflows/${id}/run`, {
      triggerToStartFrom: { name: trigger },
    });
    return data.executionId;
  };

  return {
    makeCredential: async (type, name, data) => (await api("POST", "/credentials", { type, name, data })).id,
    changeCredential: (id, data) => api("PATCH", `/credentials/${id}`, { data }),
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
        const now = await execution(started);
        if (!["new", "running", "waiting"].includes(now.status)) return now;
      }
      throw new Error(`Execution ${started} of ${id} has not ended after ${limitMs / 1000} s`);
    },
  };
}
