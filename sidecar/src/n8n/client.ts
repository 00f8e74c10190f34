// n8n behind the engine port: its public API, and its editor's API where the public one has no such call
// (publication status, manual runs). Longer than most files here: one method a call, in one place.
import { setTimeout as sleep } from "node:timers/promises";
import type { SecretsFile } from "../state/secrets.ts";
import { checkEngine } from "./capabilities.ts";
import {
  type Engine,
  type EngineCredential,
  EngineError,
  type EngineExecution,
  type EngineStatus,
  type EngineWorkflow,
  type Publication,
} from "./engine.ts";
import { createCall } from "./http.ts";
import { createSession } from "./session.ts";
import {
  detailOf,
  executionOf,
  type N8nExecution,
  type N8nWorkflow,
  workflowOf,
  writable,
} from "./shapes.ts";

export interface N8nOptions {
  readonly url: string;
  readonly owner: { readonly email: string; readonly password: string | undefined };
  readonly secrets: SecretsFile;
}

const PAGE = 250;
/** n8n waits for the provider. Below what Genesis gives the command, so that it hears why. */
const TEST_MS = 9_000;
const id = (value: string): string => encodeURIComponent(value);

export function createN8nEngine({ url, owner, secrets }: N8nOptions): Engine {
  const call = createCall(url);
  const session = createSession(call, secrets, owner);
  const { api, rest } = session;
  let status: EngineStatus = { name: "n8n", version: null, ready: false, problem: "n8n was not asked yet" };
  const tagIds = new Map<string, string>();

  async function pages<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    let cursor: string | null = null;
    do {
      const at: string = `${path}${path.includes("?") ? "&" : "?"}limit=${PAGE}${cursor ? `&cursor=${id(cursor)}` : ""}`;
      const page = (await api(at)).json as { data: T[]; nextCursor: string | null };
      found.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  }

  async function tagId(name: string): Promise<string> {
    const find = async () =>
      (await pages<{ id: string; name: string }>("/tags")).find((t) => t.name === name)?.id;
    let found = tagIds.get(name) ?? (await find());
    if (!found) {
      const made = await api("/tags", { method: "POST", body: { name }, expect: [409] });
      found = made.status === 409 ? await find() : (made.json as { id: string }).id;
    }
    if (!found) throw new EngineError("engine_conflict", `n8n has the tag ${name} and does not list it`);
    tagIds.set(name, found);
    return found;
  }

  async function remove(path: string): Promise<boolean> {
    return (await api(path, { method: "DELETE", expect: [404] })).status !== 404;
  }

  /** Where activation is synchronous n8n keeps no status: what is active has started, or it was a 400. */
  async function publicationBySwitch(workflowId: string): Promise<Publication> {
    const answer = await api(`/workflows/${id(workflowId)}?excludePinnedData=true`, { expect: [404] });
    const isActive = answer.status !== 404 && (answer.json as N8nWorkflow).active;
    return { state: isActive ? "published" : "not_published", errors: [] };
  }

  async function publication(workflowId: string): Promise<Publication> {
    const path = `/rest/workflows/${id(workflowId)}/publication-status`;
    const { status: code, json } = await rest(path, { expect: [404] });
    if (code !== 200) return publicationBySwitch(workflowId);
    const { data } = json as {
      data: { status: string; triggers: { status: string; errorMessage: string | null }[] };
    };
    const errors = data.triggers
      .filter((trigger) => trigger.status === "failed")
      .map((trigger) => trigger.errorMessage ?? "a trigger did not start");
    // Some triggers up and some down is down: each of them was meant to run.
    const state = data.status === "partial" ? "failed" : (data.status as Publication["state"]);
    return { state, errors };
  }

  const engine: Engine = {
    async prepare() {
      try {
        const version = await checkEngine(url, call, session);
        status = { name: "n8n", version, ready: true, problem: null };
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        status = { ...status, ready: false, problem: error.message };
      }
      return status;
    },
    status: () => status,

    async listWorkflows({ tag, nameContains }): Promise<EngineWorkflow[]> {
      const query = new URLSearchParams({ excludePinnedData: "true" });
      if (tag) query.set("tags", tag);
      if (nameContains) query.set("name", nameContains);
      return (await pages<N8nWorkflow>(`/workflows?${query}`)).map(workflowOf);
    },
    async getWorkflow(workflowId) {
      const answer = await api(`/workflows/${id(workflowId)}`, { expect: [404] });
      return answer.status === 404 ? null : workflowOf(answer.json as N8nWorkflow);
    },
    async createWorkflow(body) {
      const made = await api("/workflows", { method: "POST", body: writable(body) });
      return { id: (made.json as N8nWorkflow).id };
    },
    async updateWorkflow(workflowId, body, publish) {
      const path = `/workflows/${id(workflowId)}?publishIfActive=${publish}`;
      await api(path, { method: "PUT", body: writable(body) });
    },
    async tagWorkflow(workflowId, tag) {
      const body = [{ id: await tagId(tag) }];
      const path = `/workflows/${id(workflowId)}/tags`;
      const answer = await api(path, { method: "PUT", body, expect: [404] });
      if (answer.status !== 404) return;
      tagIds.clear(); // somebody deleted the tag, or the workflow
      await api(path, { method: "PUT", body: [{ id: await tagId(tag) }] });
    },
    async deleteWorkflow(workflowId) {
      const found = await engine.getWorkflow(workflowId);
      if (!found) return false;
      if (found.active) await engine.deactivate(workflowId);
      // A workflow whose triggers are still being taken down answers 409 for some 150 ms.
      for (let tries = 1; ; tries++) {
        const answer = await api(`/workflows/${id(workflowId)}`, { method: "DELETE", expect: [404, 409] });
        if (answer.status === 404) return false;
        if (answer.status !== 409) return true;
        if (tries === 20) throw new EngineError("engine_conflict", "n8n does not let go of the workflow");
        await sleep(100 + 20 * tries);
      }
    },
    async activate(workflowId) {
      await api(`/workflows/${id(workflowId)}/activate`, { method: "POST", body: {} });
    },
    async deactivate(workflowId) {
      await api(`/workflows/${id(workflowId)}/deactivate`, { method: "POST", body: {}, expect: [404] });
    },
    publication,
    async webhookMethods(path) {
      // A preflight makes n8n look up the path and runs nothing.
      const answer = await call(`/webhook/${path}`, {
        method: "OPTIONS",
        headers: { origin: url, "access-control-request-method": "POST" },
        expect: [404, 500],
      });
      const allowed = answer.headers.get("access-control-allow-methods") ?? "";
      return allowed
        .split(",")
        .map((method) => method.trim())
        .filter((method) => method !== "" && method !== "OPTIONS");
    },
    async callWebhook(path, method) {
      const body = method === "GET" ? {} : { body: { probe: true } };
      const headers = { "x-genesis-probe": "1" };
      const anything = [400, 401, 403, 404, 405, 500];
      const answer = await call(`/webhook/${path}`, { method, headers, ...body, expect: anything });
      return { status: answer.status };
    },

    listCredentials: () => pages<EngineCredential>("/credentials"),
    async createCredential(name, type, data) {
      const made = await api("/credentials", { method: "POST", body: { name, type, data } });
      return { id: (made.json as EngineCredential).id };
    },
    async updateCredential(credentialId, data, partial) {
      const body = { data, ...(partial ? { isPartialData: true } : {}) };
      await api(`/credentials/${id(credentialId)}`, { method: "PATCH", body });
    },
    deleteCredential: (credentialId) => remove(`/credentials/${id(credentialId)}`),
    async testCredential(credentialId) {
      const path = `/credentials/${id(credentialId)}/test`;
      const { json } = await api(path, { method: "POST", timeoutMs: TEST_MS });
      const said = json as { status: string; message?: string };
      return { ok: said.status === "OK", message: said.message ?? "" };
    },

    async listExecutions(state): Promise<EngineExecution[]> {
      return (await pages<N8nExecution>(`/executions?status=${id(state)}`)).map(executionOf);
    },
    async getExecution(executionId) {
      const path = `/executions/${id(executionId)}?includeData=true`;
      const answer = await api(path, { expect: [404] });
      return answer.status === 404 ? null : detailOf(answer.json as N8nExecution);
    },
    async stopExecution(executionId) {
      const path = `/executions/${id(executionId)}/stop`;
      return (await api(path, { method: "POST", expect: [404, 409] })).status < 400;
    },
    async run(workflowId, trigger) {
      const body = { triggerToStartFrom: { name: trigger } };
      const answer = await rest(`/rest/workflows/${id(workflowId)}/run`, { method: "POST", body });
      const { data } = answer.json as { data: { executionId?: string } };
      if (!data.executionId)
        throw new EngineError(
          "engine_refused",
          "n8n waits for a call of the webhook: give its trigger pinned data",
        );
      return { executionId: data.executionId };
    },
  };
  return engine;
}
