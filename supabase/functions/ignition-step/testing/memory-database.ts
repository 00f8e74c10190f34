// The Database port in memory: the rules of the migrations 0050–0052, so far as a run can tell them apart.
// Long because it is one state machine, which reads worse in two files.
import type { Database, MapRow, Message, SealedCredential } from "../ports.ts";

const FOLLOWS: Record<string, string | null> = {
  partition_creating: "droplet_provisioning",
  droplet_provisioning: "handshake_pending",
  handshake_pending: "credentials_injecting",
  credentials_injecting: "workflows_deploying",
  workflows_deploying: "activating",
  activating: null,
  rollback_workflows: "rollback_credentials",
  rollback_credentials: "rollback_droplet",
  rollback_droplet: "rollback_partition",
  rollback_partition: null,
};
const VISIBILITY_MS = 60_000;
/** A step's, here from the beginning of each attempt. */
const DEADLINE_MS = 30_000;
const ATTEMPTS = 5;
const ROLLBACK_ATTEMPTS = 20;

export const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const CAMPAIGN = { id: "c-1", name: "Default", group_id: "g-1", group_name: "Default" };

export interface Memory {
  status: string;
  step: string | null;
  error: string | null;
  rollbackSuccess: boolean | null;
  cancelled: boolean;
  queue: { msg_id: number; step: string; visibleAt: number } | null;
  operations: {
    step: string;
    attempt: number;
    status: string;
    startedAt: number;
    polling?: boolean;
    error?: string;
    result?: object;
  }[];
  sidecarUrl: string | null;
  dropletId: string | null;
  partitions: string[];
  map: (MapRow & { kind: string })[];
  vault: (SealedCredential & { secret: unknown })[];
  /** The token that the ingest gate knows. */
  token: string | null;
  signKey: unknown;
}

export function createMemory(): Memory {
  const stored = (type: string, secret: unknown) => ({
    id: `v-${type}`,
    type,
    name: type,
    envelope: {},
    secret,
  });
  const server = { host: "mail.test", port: 465, user: "ann", password: "the-mail-password" };
  return {
    status: "pending",
    step: "partition_creating",
    error: null,
    rollbackSuccess: null,
    cancelled: false,
    queue: { msg_id: 1, step: "partition_creating", visibleAt: 0 },
    operations: [],
    sidecarUrl: null,
    dropletId: null,
    partitions: [],
    map: [],
    vault: [
      stored("imap", server),
      stored("openai_api", { api_key: "sk-the-model-key" }),
      stored("smtp", server),
    ],
    token: null,
    signKey: { kty: "OKP" },
  };
}

export function createMemoryDatabase(m: Memory, now: () => number): Database {
  let messages = 1;
  let rows = 0;
  const send = (step: string) => {
    m.step = step;
    m.status = step.startsWith("rollback") ? "rollback_in_progress" : step;
    m.queue = { msg_id: ++messages, step, visibleAt: now() };
  };
  const end = (status: string, success: boolean | null) => {
    Object.assign(m, { status, step: null, rollbackSuccess: success, queue: null });
  };
  const turnRound = (error: string) => {
    m.error ??= error;
    send("rollback_workflows");
  };
  const isLate = ({ step, msg_id }: Message) => m.step !== step || m.queue?.msg_id !== msg_id;
  const running = () => m.operations.findLast((o) => o.step === m.step && o.status === "running");
  const failForGood = (step: string, error: string) =>
    step.startsWith("rollback") ? end("failed", false) : turnRound(error);

  return {
    async claim() {
      const { queue } = m;
      if (!queue) return { messages: [], next_due_in_s: null };
      if (queue.visibleAt > now()) {
        return { messages: [], next_due_in_s: Math.ceil((queue.visibleAt - now()) / 1000) };
      }
      const { step } = queue;
      if (m.cancelled && !step.startsWith("rollback")) {
        turnRound("Cancelled");
        return { messages: [], next_due_in_s: 0 };
      }
      queue.visibleAt = now() + VISIBILITY_MS;
      let operation = running();
      if (operation?.polling) operation.polling = false;
      else {
        if (operation) operation.status = "failed";
        const attempt = m.operations.filter((o) => o.step === step).length + 1;
        if (attempt > (step.startsWith("rollback") ? ROLLBACK_ATTEMPTS : ATTEMPTS)) {
          failForGood(step, `${step} failed too often`);
          return { messages: [], next_due_in_s: 0 };
        }
        operation = { step, attempt, status: "running", startedAt: now() };
        m.operations.push(operation);
      }
      const may_have_droplet = m.operations.some((o) => o.step === "droplet_provisioning");
      const state = { slug: "acme", name: "Acme", mode: "local", droplet_id: m.dropletId, may_have_droplet };
      const message: Message = {
        msg_id: queue.msg_id,
        workspace_id: WORKSPACE,
        run_id: "run-1",
        step,
        attempt: operation.attempt,
        epoch: 0,
        trace_id: "trace-1",
        deadline: new Date(operation.startedAt + DEADLINE_MS).toISOString(),
        state,
      };
      return { messages: [message], next_due_in_s: null };
    },
    async complete(message, result) {
      if (isLate(message)) return;
      Object.assign(running() ?? {}, { status: "completed", result });
      if (typeof result.sidecar_url === "string") m.sidecarUrl = result.sidecar_url;
      if (typeof result.droplet_id === "string") m.dropletId = result.droplet_id;
      const next = FOLLOWS[message.step];
      if (next) send(next);
      else if (message.step === "activating" && m.cancelled) failForGood(message.step, "Cancelled");
      else if (message.step === "activating") end("active", null);
      else end("failed", true);
    },
    async poll(message, delayS) {
      if (isLate(message) || !m.queue) return;
      Object.assign(running() ?? {}, { polling: true });
      m.queue.visibleAt = now() + delayS * 1000;
    },
    async fail(message, error, _detail, permanent) {
      if (isLate(message) || !m.queue) return;
      Object.assign(running() ?? {}, { status: "failed", error });
      const limit = message.step.startsWith("rollback") ? ROLLBACK_ATTEMPTS : ATTEMPTS;
      if (permanent || message.attempt >= limit) failForGood(message.step, error);
      else m.queue.visibleAt = now() + Math.min(300, 2 ** message.attempt) * 1000;
    },
    async assemble() {
      return {
        workspace: { id: WORKSPACE, slug: "acme", name: "Acme", time_zone: "UTC" },
        brand: null,
        email: { provider: "smtp", sender_email: "ann@acme.test" },
        campaign: CAMPAIGN,
        sidecar_url: m.sidecarUrl,
        sidecar_keys: m.signKey ? { sign_key: m.signKey, seal_key: null } : null,
        credentials: m.vault.map(({ secret: _, ...sealed }) => sealed),
        templates: [],
      };
    },
    async partitionCreate() {
      const outcome = m.partitions.length > 0 ? "adopted" : "created";
      if (outcome === "created") m.partitions.push("leads_p_acme");
      return { outcome, partition_name: "leads_p_acme" };
    },
    async partitionDrop() {
      m.sidecarUrl = null;
      return { outcome: m.partitions.pop() ? "dropped" : "absent" };
    },
    async mapIntend(_id, kind, logical_id, campaign_id) {
      const found = m.map.find((r) => r.kind === kind && r.logical_id === logical_id);
      if (found) return { ...found };
      const id = `map-${++rows}`;
      const row = { id, kind, logical_id, campaign_id, n8n_id: null, deployed_hash: null };
      m.map.push({ ...row, state: "intended" });
      return { ...row, state: "intended" };
    },
    async mapMade(_id, id, n8n_id, hash) {
      const row = m.map.find((r) => r.id === id);
      if (row) Object.assign(row, { n8n_id, deployed_hash: hash, state: "made" });
    },
    async mapRemoved(_id, id) {
      m.map = m.map.filter((r) => r.id !== id);
    },
    mapList: async (_id, kind) => m.map.filter((r) => r.kind === kind).map((r) => ({ ...r })),
    async webhookTokenSet(_id, token) {
      m.token = token;
    },
  };
}
