// The stages of a freeze as a list from the request to the end, each with its time and what it waits for.
import {
  FREEZE_STAGES,
  type FreezeCommand,
  type FreezeStage,
  type FreezeStageName,
  type FreezeStatus,
} from "@contracts/freeze.ts";

type Said = Pick<FreezeStatus, "stages" | "pending" | "commands">;

export interface Step {
  name: FreezeStageName | "unfrozen";
  state: "done" | "pending" | "skipped";
  at: string | null;
  /** Milliseconds from the stage before it, and from the request; null where it has not come. */
  took_ms: number | null;
  since_ms: number | null;
  detail: FreezeStage["detail"];
  /** What a sidecar was asked for it, and how that goes; null where nothing is asked of one. */
  command: FreezeCommand | null;
}

/** Of the kill switch's commands; supabase/migrations/…_freeze__stages.sql holds the same pairs. */
const ASKED: Readonly<Partial<Record<Step["name"], string>>> = {
  workflows_off: "deactivate_all_workflows",
  executions_drained: "stop_executions",
  verified: "verify_frozen",
};

/** Empty when the workspace was never frozen. `skipped`: it was unfrozen before that stage came. */
export function stepsOf({ stages, pending, commands }: Said): Step[] {
  const by = new Map(stages.map((stage) => [stage.stage, stage]));
  const start = by.get("requested")?.at;
  if (!start) return [];
  let before = start;
  const names = [...FREEZE_STAGES, ...(by.has("unfrozen") ? (["unfrozen"] as const) : [])];
  return names.map((name) => {
    const stage = by.get(name);
    const command = commands.findLast(({ action }) => action === ASKED[name]) ?? null;
    if (!stage) {
      const state = pending.includes(name as FreezeStageName) ? "pending" : "skipped";
      return { name, state, at: null, took_ms: null, since_ms: null, detail: {}, command };
    }
    const ms = (from: string) => Math.max(0, Date.parse(stage.at) - Date.parse(from));
    const step: Step = {
      name,
      state: "done",
      at: stage.at,
      took_ms: ms(before),
      since_ms: ms(start),
      detail: stage.detail,
      command,
    };
    before = stage.at;
    return step;
  });
}

const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What a stage found, in words; null where it has nothing to say. */
export function foundBy({ name, detail }: Pick<Step, "name" | "detail">): string | null {
  if (typeof detail.note === "string") return detail.note;
  if (name === "workflows_off" && "workflows" in detail) {
    return `${many(number(detail.workflows), "workflow")} switched off, ${number(detail.were_active)} of them on before.`;
  }
  if (name === "executions_drained" && "stopped" in detail) {
    return `${many(number(detail.stopped), "running execution")} stopped.`;
  }
  if (name === "verified" && "workflows" in detail) {
    return `${many(number(detail.workflows), "workflow")} looked at: ${number(detail.active)} on, ${many(number(detail.executions), "execution")} running.`;
  }
  return null;
}
