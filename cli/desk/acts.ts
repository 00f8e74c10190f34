// What an operator does from the command line, each as the web page's desk does it: the same SQL functions, as a person.
import { StackError } from "../../stack/errors.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { type Project, workspaceOf } from "../project.ts";

/** Rows become a table, anything else is printed as JSON. */
export type Answer = readonly Record<string, unknown>[] | Record<string, unknown>;

export interface Act {
  readonly usage: string;
  readonly about: string;
  /** How many arguments it takes at most; none when left out. */
  readonly takes?: number;
  run(project: Project, args: readonly string[], options: Options): Promise<Answer>;
}

const text = (options: Options, name: string): string | undefined =>
  options.values[name] as string | undefined;

function required(value: string | undefined, what: string, example: string): string {
  if (value) return value;
  throw new StackError(`${what} is missing.`, `For example: genesis admin ${example}`, EXIT.usage);
}

function amount(value: string | undefined, what: string, example: string): number {
  const number = Number(required(value, what, example));
  if (Number.isFinite(number) && number >= 0) return number;
  throw new StackError(
    `${what} must be a number that is not negative.`,
    `genesis admin ${example}`,
    EXIT.usage,
  );
}

const whole = (value: string | undefined, what: string, example: string): number => {
  const number = amount(value, what, example);
  if (Number.isSafeInteger(number)) return number;
  throw new StackError(`${what} must be a whole number.`, `genesis admin ${example}`, EXIT.usage);
};

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
function idOf(value: string | undefined, what: string, example: string): string {
  const id = required(value, what, example);
  if (UUID.test(id)) return id;
  throw new StackError(`${what} is a UUID, and ${id} is none.`, "The lists show it with --json.", EXIT.usage);
}

/** A day, or a moment of one; as PostgREST takes it. */
function momentOf(value: string | undefined, what: string): string | undefined {
  if (value === undefined) return undefined;
  const moment = new Date(value);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  throw new StackError(`${what} ${value} is no time.`, `For example: ${what} 2026-11-23`, EXIT.usage);
}

const pick =
  (...names: string[]) =>
  (row: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, row[name]]));

type Row = Record<string, unknown>;
const DESK_PAGE = 500;
/** PostgREST's max_rows: it would leave the rest out without a word. */
const MOST_ROWS = 1000;

async function allWorkspaces(project: Project): Promise<Row[]> {
  const found: Row[] = [];
  for (;;) {
    const page = await project.api.rpc<Row[]>("admin_desk", {
      p_after_slug: found.at(-1)?.slug ?? null,
      p_limit: DESK_PAGE,
    });
    found.push(...page);
    if (page.length < DESK_PAGE) return found;
  }
}

/** Rows of a table that operators may read, newest first. */
async function newest(project: Project, path: string, options: Options): Promise<Row[]> {
  const limit = whole(text(options, "limit") ?? "50", "--limit", "log --limit 50");
  if (limit > MOST_ROWS)
    throw new StackError(`--limit is at most ${MOST_ROWS}.`, "--from and --to tell which ones.", EXIT.usage);
  const from = momentOf(text(options, "from"), "--from");
  const to = momentOf(text(options, "to"), "--to");
  const span = `${from ? `&created_at=gte.${from}` : ""}${to ? `&created_at=lt.${to}` : ""}`;
  return project.api.rows<Row>(`${path}${span}&order=created_at.desc&limit=${limit}`);
}

export const ACTS: Readonly<Record<string, Act>> = {
  workspaces: {
    usage: "workspaces",
    about: "Every workspace with its status and health.",
    run: async (project) => {
      const columns = [
        "slug",
        "status",
        "freeze_stage",
        "ignition_status",
        "last_heartbeat_at",
        "open_alarms",
      ];
      return (await allWorkspaces(project)).map(
        pick(
          ...columns,
          "open_commands",
          "failed_commands",
          "settled_usd",
          "reserved_usd",
          "budget_limit_usd",
          "plan",
        ),
      );
    },
  },
  alarms: {
    usage: "alarms [--all]",
    about: "Open alarms, worst first; --all: those that were cleared, too.",
    run: async (project, _, options) =>
      (await project.api.rpc<Row[]>("admin_alarms", { p_cleared_too: options.values.all === true })).map(
        pick("id", "severity", "kind", "message", "seen", "raised_at", "last_seen_at", "cleared_at"),
      ),
  },
  "clear-alarm": {
    takes: 1,
    usage: "clear-alarm <id>",
    about: "Closes an alarm; the next sighting opens a new one.",
    run: (project, [id]) =>
      project.api.rpc("admin_clear_alarm", { p_id: idOf(id, "The alarm's id", "clear-alarm <id>") }),
  },
  queues: {
    usage: "queues",
    about: "Depth and age of each queue, jobs, and what waits, runs or was given up.",
    run: (project) => project.api.rpc("admin_queues", {}),
  },
  redrive: {
    takes: 2,
    usage: "redrive <slug> <seq>",
    about: "Tries a command again that was given up.",
    run: async (project, [slug, seq]) =>
      project.api.rpc("admin_command_redrive", {
        p_workspace_id: await workspaceOf(project, slug),
        p_seq: whole(seq, "The command's seq", "redrive acme 12"),
      }),
  },
  redeliver: {
    takes: 1,
    usage: "redeliver <delivery id>",
    about: "Posts an alarm again that ALARM_WEBHOOK_URL did not take; `queues` lists them.",
    run: (project, [id]) =>
      project.api.rpc("admin_delivery_redrive", { p_id: idOf(id, "The delivery's id", "redeliver <id>") }),
  },
  "make-owner": {
    takes: 2,
    usage: "make-owner <slug> <user id>",
    about: "Gives a workspace that lost its last owner another one.",
    run: async (project, [slug, userId]) =>
      project.api.rpc("admin_make_owner", {
        p_workspace_id: await workspaceOf(project, slug),
        p_user_id: required(userId, "The user's id", "make-owner acme user_2abc"),
      }),
  },
  log: {
    takes: 1,
    usage: "log [slug] [--action NAME] [--user ID] [--from TIME] [--to TIME] [--limit N]",
    about: "The audit log, newest first. `genesis audit verify` proves it.",
    run: async (project, [slug], options) => {
      const action = text(options, "action");
      const user = text(options, "user");
      const filters = [
        user ? `&actor_id=eq.${encodeURIComponent(user)}` : "",
        slug ? `&workspace_id=eq.${await workspaceOf(project, slug)}` : "",
        action ? `&action=eq.${encodeURIComponent(action)}` : "",
      ];
      const columns = "created_at,workspace_name,seq,action,actor_email,actor_id,reason,metadata";
      return newest(project, `governance_audit_log?select=${columns}${filters.join("")}`, options);
    },
  },
  logins: {
    usage: "logins [--user ID] [--type NAME] [--from TIME] [--to TIME] [--limit N]",
    about: "Who signed in and out, newest first.",
    run: (project, _, options) => {
      const user = text(options, "user");
      const type = text(options, "type");
      const filter = [
        user ? `&user_id=eq.${encodeURIComponent(user)}` : "",
        type ? `&event_type=eq.${encodeURIComponent(type)}` : "",
      ].join("");
      const columns = "created_at,event_type,user_id,email,ip_address,user_agent";
      return newest(project, `login_audit?select=${columns}${filter}`, options);
    },
  },
  open: {
    takes: 1,
    usage: "open <slug> --reason TEXT",
    about: "Break-glass: opens one workspace to your reading for an hour. It is audited.",
    run: async (project, [slug], options) =>
      project.api.rpc("admin_open_workspace", {
        p_workspace_id: await workspaceOf(project, slug),
        p_reason: required(text(options, "reason"), "--reason", 'open acme --reason "ticket 12: no opens"'),
      }),
  },
  close: {
    takes: 1,
    usage: "close <slug>",
    about: "Ends your reading of a workspace.",
    run: async (project, [slug]) => ({
      closed: await project.api.rpc<number>("admin_close_workspace", {
        p_workspace_id: await workspaceOf(project, slug),
      }),
    }),
  },
  grants: {
    usage: "grants [--from TIME] [--to TIME] [--limit N]",
    about: "Who opened which workspace, when and why.",
    run: async (project, _, options) =>
      newest(
        project,
        "governance_audit_log?select=created_at,workspace_name,action,actor_email,reason&action=like.super_admin_access*",
        options,
      ),
  },
  budget: {
    takes: 2,
    usage: "budget <slug> <usd a month | plan>",
    about: "Another limit for one workspace; `plan`: that of its plan again.",
    run: async (project, [slug, limit]) =>
      project.api.rpc("admin_set_budget_limit", {
        p_workspace_id: await workspaceOf(project, slug),
        p_limit_usd: limit === "plan" ? null : amount(limit, "The limit", "budget acme 120"),
      }),
  },
  plan: {
    takes: 2,
    usage: "plan <slug> free|starter|pro|enterprise",
    about: "Another plan for one workspace.",
    run: async (project, [slug, plan]) =>
      project.api.rpc("admin_set_plan", {
        p_workspace_id: await workspaceOf(project, slug),
        p_plan: required(plan, "The plan", "plan acme pro"),
      }),
  },
  prices: {
    usage: "prices",
    about: "What models cost, in US dollars per million tokens.",
    run: (project) =>
      project.genesis.rows<Row>(
        "llm_prices?select=provider,model,input_usd,output_usd,updated_at&order=provider,model",
      ),
  },
  price: {
    takes: 4,
    usage: "price <provider> <model> <usd in> <usd out>",
    about: "Sets a model's price per million tokens, and re-values what was unpriced.",
    run: (project, [provider, model, input, output]) =>
      project.api.rpc("admin_price_set", {
        p_provider: required(provider, "The provider", "price openai gpt-5 1.25 10"),
        p_model: required(model, "The model", "price openai gpt-5 1.25 10"),
        p_input_usd: amount(input, "The price of input", "price openai gpt-5 1.25 10"),
        p_output_usd: amount(output, "The price of output", "price openai gpt-5 1.25 10"),
      }),
  },
};
