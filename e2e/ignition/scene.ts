// A stack of its own with a fleet of sidecars, workspaces that may be launched, and what exists of one afterwards.
import { afterAll } from "vitest";
import { dataApi } from "../../stack/data-api.ts";
import { openVault } from "../../stack/demo-credentials.ts";
import { functionsEnv } from "../../stack/functions/settings.ts";
import { currentHashes, pushTemplates } from "../../stack/templates.ts";
import { createOwnStack } from "../support/own-stack.ts";
import { sha256, type Workspace, type World } from "../support/world.ts";
import { type Fleet, type StartSidecar, startFleet } from "./fleet.ts";

const SERVER = {
  host: "127.0.0.1",
  port: 2525,
  user: "u",
  password: "the-mail-password-of-a-test",
  secure: false,
};
export const SECRETS: Readonly<Record<string, Record<string, unknown>>> = {
  imap: SERVER,
  openai_api: { api_key: "sk-the-model-key-of-a-test", url: "http://127.0.0.1:1/v1" },
  smtp: SERVER,
};

export interface Scene {
  readonly world: World;
  readonly fleet: Fleet;
  /** With brand, provider and credentials, but for those named. */
  workspace(options?: { without?: string; openAiKey?: string }): Promise<Workspace>;
  /** A workspace whose sidecar is enrolled and whose n8n takes commands. */
  ready(): Promise<Workspace>;
  launch(workspace: Workspace): Promise<Record<string, unknown>>;
  /**
   * What the minute until cron's next tick would do: all that was written of these runs is older, whatever a dead process
   * had taken is visible again, and the function is called.
   */
  aMinuteLater(ids: readonly string[]): Promise<void>;
  nudge(workspace: Workspace): Promise<void>;
  /** The state's row, once the run has ended; `each` is called while it waits. */
  ended(workspace: Workspace, limitMs?: number, each?: () => Promise<void>): Promise<Record<string, unknown>>;
  inventory(workspace: Workspace): Promise<Record<string, unknown>>;
}

export const PEOPLES = Object.keys(SECRETS);
export const NOTHING = {
  credentials: [],
  workflows: [],
  vault: PEOPLES,
  mapped: 0,
  unmapped: [],
  token: null,
  partitions: 0,
  registered: 0,
};
const MAILS = ["Email 1", "Email 2", "Email 3", "Email Preparation"];
/** What a run makes, once. */
export const ONE_SET = {
  credentials: [...PEOPLES, "webhook"],
  workflows: [...MAILS, "Opt-Out Handler", "Reply Tracker", "Research Report"].map(
    (name) => `on [Test] ${name} — Default`,
  ),
  vault: [...PEOPLES, "webhook"],
  mapped: 4 + 7,
  unmapped: [],
  token: "n8n has the valid one",
  partitions: 1,
  registered: 1,
};

/** Call it at the top of a test file (`await`). */
export async function createScene(startSidecar?: StartSidecar): Promise<Scene> {
  const { stack, world, settings } = await createOwnStack();
  const { sql } = world;
  const fleet = await startFleet(world, startSidecar);
  afterAll(() => fleet.stop());
  await settings({ LOCAL_SIDECAR_URL: fleet.url });
  const door = {
    url: stack.info.api_url,
    apikey: stack.info.publishable_key,
    token: () => stack.sessionToken("user_root"),
  };
  await pushTemplates(dataApi(door), await currentHashes(dataApi({ ...door, schema: "genesis" })));
  const vault = openVault(stack.info, functionsEnv(stack.home, stack.secrets, stack.info));

  const scene: Scene = {
    world,
    fleet,
    async ready() {
      const made = await scene.workspace();
      const { url } = await fleet.start(made);
      for (const end = Date.now() + 20_000; Date.now() < end; ) {
        const health = (await (await fetch(`${url}/api/health`)).json()) as { ok: boolean };
        if (health.ok) return made;
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error("the sidecar does not get ready");
    },
    async workspace({ without, openAiKey } = {}) {
      const made = await world.workspace();
      await sql`insert into genesis.brand_profile (workspace_id, company_name, website, description, sender_name, postal_address, updated_by)
        values (${made.id}, 'A "quoted" $& {{company}}', 'https://a.test', 'd', 'Ann', 'A street 1', 'test')`;
      await sql`insert into genesis.email_provider_config (workspace_id, provider, sender_email, test_email, updated_by)
        values (${made.id}, 'smtp', 'ann@a.test', 'ann+test@a.test', 'test')`;
      for (const [type, secret] of Object.entries(SECRETS)) {
        if (type === without) continue;
        const own = type === "openai_api" && openAiKey ? { ...secret, api_key: openAiKey } : secret;
        await vault.put({ workspaceId: made.id, type, name: type, secret: own, actor: made.owner });
      }
      return made;
    },
    async launch(workspace) {
      const [row] =
        await sql`select genesis.ignition_start(${workspace.id}::uuid, ${workspace.owner}) as said`;
      return row?.said;
    },
    async aMinuteLater(ids) {
      await sql.begin(async (tx) => {
        const [mine, minute] = [tx`workspace_id = any(${ids}::uuid[])`, tx`interval '61 seconds'`];
        await tx`update genesis.ignition_state set step_started_at = step_started_at - ${minute} where ${mine}`;
        await tx`update private.ignition_pace set step_started_at = step_started_at - ${minute}, due_at = due_at - ${minute} where ${mine}`;
        await tx`update genesis.ignition_operations set started_at = started_at - ${minute} where ${mine}`;
        await tx`update pgmq.q_ignition set vt = now() where message ->> 'workspace_id' = any(${ids})`;
        await tx`select private.kick('ignition-step') from unnest(${ids}::uuid[])`;
      });
    },
    nudge: ({ id }) => scene.aMinuteLater([id]),
    async ended(workspace, limitMs = 20_000, each = async () => {}) {
      for (const end = Date.now() + limitMs; ; ) {
        const [state] = await sql`select * from genesis.ignition_state where workspace_id = ${workspace.id}`;
        if (state?.completed_at) return state;
        if (Date.now() > end) throw new Error(`not ended: ${state?.status} ${state?.step}`);
        await each();
        await new Promise((done) => setTimeout(done, 100));
      }
    },
    async inventory(workspace) {
      const state = fleet.sidecars.get(workspace.id)?.simulator?.state;
      const plain = (name: string) => name.replace(/ \[genesis:.*$/, "");
      const there = [...(state?.credentials ?? []), ...(state?.workflows ?? [])].map(({ id }) => id);
      const header = state?.credentials.find((c) => plain(c.name) === "webhook")?.data as
        | { value: string }
        | undefined;
      const [row] = await sql`select
        (select array_agg(coalesce(n8n_id, logical_id)) from genesis.workflow_map where workspace_id = ${workspace.id}) as known,
        (select webhook_token_hash from private.workspace_secrets where workspace_id = ${workspace.id}) as hash,
        (select array_agg(type order by type) from genesis.credential_store where workspace_id = ${workspace.id}) as vault,
        (select count(*)::int from genesis.workflow_map where workspace_id = ${workspace.id}) as mapped,
        (select count(*)::int from genesis.partition_registry where workspace_id = ${workspace.id}) as registered,
        (select count(*)::int from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'genesis.leads'::regclass and pg_get_expr(c.relpartbound, c.oid) like ${`%${workspace.id}%`}) as partitions`;
      const { known, hash, ...counted } = row as { known: string[] | null; hash: Buffer };
      const ids = new Set(known ?? []);
      return {
        ...counted,
        // What the map has and n8n has not, and what n8n has and the map has not.
        unmapped: [...there.filter((id) => !ids.delete(id)), ...ids],
        token: header
          ? `n8n has ${sha256(header.value).equals(hash) ? "the valid one" : "one that is refused"}`
          : null,
        credentials: (state?.credentials ?? []).map((c) => plain(c.name)).sort(),
        workflows: (state?.workflows ?? []).map((w) => `${w.active ? "on" : "off"} ${plain(w.name)}`).sort(),
      };
    },
  };
  return scene;
}
