// What the simulated n8n remembers: in memory, and in one file when it is to outlive its process.
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
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

export interface Keeper {
  readonly state: SimState;
  save(): void;
  close(): void;
}

/** With a file, whatever was answered outlives a killed process; the disk is not waited for. */
export function keepState(file: string | undefined): Keeper {
  if (!file) return { state: empty(), save: () => undefined, close: () => undefined };
  const db = new DatabaseSync(file);
  chmodSync(file, 0o600); // it holds credentials
  db.exec(
    "pragma journal_mode = wal; pragma synchronous = off; create table if not exists kept (state text)",
  );
  const kept = db.prepare("select state from kept").get() as { state: string } | undefined;
  if (!kept) db.exec("insert into kept values ('{}')");
  const write = db.prepare("update kept set state = ?");
  const state = { ...empty(), ...(JSON.parse(kept?.state ?? "{}") as Partial<SimState>) };
  // What was under way when the process ended has come to its end meanwhile.
  for (const w of state.workflows)
    if (w.publication === "in_progress") w.publication = w.active ? "published" : "not_published";
  for (const e of state.executions) if (e.status === "running") e.status = "crashed";
  return { state, save: () => void write.run(JSON.stringify(state)), close: () => db.close() };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** n8n's own form of an id: 16 letters and digits. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => LETTERS[byte % LETTERS.length]).join("");
