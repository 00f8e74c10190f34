// What the simulated n8n remembers: in memory, and in one file when it is to outlive its process.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Node } from "../src/n8n/engine.ts";

export interface SimWorkflow {
  id: string;
  name: string;
  nodes: Node[];
  connections: Record<string, { main?: ({ node: string }[] | null)[] }>;
  settings: Record<string, unknown>;
  pinData: Record<string, unknown>;
  active: boolean;
  tags: string[];
  createdAt: string;
  updatedAt: string;
  publication: "published" | "in_progress" | "failed" | "not_published";
  triggerErrors: string[];
}

export interface SimCredential {
  id: string;
  name: string;
  type: string;
  data: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

export interface SimExecution {
  id: string;
  workflowId: string;
  status: string;
  mode: string;
  startedAt: string;
  stoppedAt: string | null;
  nodes: { name: string; status: string; ms: number }[];
}

export interface SimState {
  owner: { email: string; password: string } | null;
  cookies: string[];
  apiKeys: { id: string; label: string; key: string; scopes: string[] }[];
  tags: { id: string; name: string }[];
  workflows: SimWorkflow[];
  credentials: SimCredential[];
  executions: SimExecution[];
  executionCount: number;
}

const empty = (): SimState => ({
  owner: null,
  cookies: [],
  apiKeys: [],
  tags: [],
  workflows: [],
  credentials: [],
  executions: [],
  executionCount: 0,
});

export function loadState(file: string | undefined): SimState {
  if (!file || !existsSync(file)) return empty();
  const state = { ...empty(), ...(JSON.parse(readFileSync(file, "utf8")) as SimState) };
  // What was under way when the process ended has come to its end meanwhile.
  for (const w of state.workflows)
    if (w.publication === "in_progress") w.publication = w.active ? "published" : "not_published";
  for (const e of state.executions) if (e.status === "running") e.status = "crashed";
  return state;
}

export function saveState(file: string, state: SimState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** n8n's own form of an id: 16 letters and digits. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => LETTERS[byte % LETTERS.length]).join("");
