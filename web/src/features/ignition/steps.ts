// A run as its page shows it: what each step is called, and where it stands by the operations that were recorded.
import type { LaunchOperation, LaunchState, LaunchStatus } from "@contracts/launch.ts";

interface Words {
  /** Before it begins: "Make the leads' partition". */
  todo: string;
  doing: string;
  done: string;
}

const words = (todo: string, doing: string, done: string): Words => ({ todo, doing, done });

/** In the order in which a launch takes them; the keys are the operations' names. */
export const FORWARD: Readonly<Record<string, Words>> = {
  partition_creating: words(
    "Make the leads' partition",
    "Making the leads' partition",
    "The leads have their partition",
  ),
  droplet_provisioning: words("Get the server", "Getting the server", "The server is there"),
  handshake_pending: words(
    "Hear from the server that it is yours",
    "Waiting for the server to prove that it is yours",
    "The server has proved that it is yours",
  ),
  credentials_injecting: words(
    "Put the credentials into n8n",
    "Putting the credentials into n8n",
    "The credentials are in n8n",
  ),
  workflows_deploying: words(
    "Put the workflows in place",
    "Putting the workflows in place",
    "The workflows are in place",
  ),
  activating: words("Switch the workflows on", "Switching the workflows on", "The workflows are on"),
};
export const BACKWARD: Readonly<Record<string, Words>> = {
  rollback_workflows: words("Take the workflows out", "Taking the workflows out", "The workflows are out"),
  rollback_credentials: words(
    "Take the credentials out of n8n",
    "Taking the credentials out of n8n",
    "The credentials are out of n8n",
  ),
  rollback_droplet: words("Give the server back", "Giving the server back", "The server is released"),
  rollback_partition: words(
    "Remove the leads' partition",
    "Removing the leads' partition",
    "The leads' partition is settled",
  ),
};

/** `unreached`: the run ended or turned round before it. */
export type StepStand = "waiting" | "running" | "retrying" | "done" | "failed" | "unreached";

export interface StepView {
  operation: string;
  title: string;
  stand: StepStand;
  /** Of the last attempt; 0 before the first. */
  attempt: number;
  /** Of the first attempt. */
  started_at: string | null;
  /** Of the last attempt; null while it runs. */
  finished_at: string | null;
  /** Of attempts that failed, oldest first. */
  errors: string[];
  result: Record<string, unknown>;
}

export type Phase = "before" | "cleaning" | "running" | "rollback" | "failed" | "active";

export function phaseOf(state: LaunchState | null | undefined): Phase {
  if (!state) return "before";
  if (state.status === "active" || state.status === "failed") return state.status;
  if (state.status !== "rollback_in_progress") return "running";
  // A launch after an unclean end begins with the cleaning; a run that turned round has an error.
  return state.error_message === null ? "cleaning" : "rollback";
}

export const isRunning = (state: LaunchState | null | undefined): boolean =>
  ["cleaning", "running", "rollback"].includes(phaseOf(state));

interface Turn {
  /** Whose turn it is; undefined when it is none's. */
  current: string | undefined;
  /** Whether steps of this part may still come. */
  isOpen: boolean;
}

function viewOf(operation: string, names: Words, attempts: LaunchOperation[], turn: Turn): StepView {
  const isCurrent = operation === turn.current;
  const last = attempts.at(-1);
  const stand: StepStand =
    last?.status === "completed" || last?.status === "skipped"
      ? "done"
      : last?.status === "running"
        ? "running"
        : last === undefined
          ? isCurrent
            ? "running"
            : turn.isOpen
              ? "waiting"
              : "unreached"
          : isCurrent
            ? "retrying"
            : "failed";
  const isToCome = stand === "waiting" || stand === "unreached";
  const title = stand === "done" ? names.done : isToCome ? names.todo : names.doing;
  return {
    operation,
    title,
    stand,
    attempt: last?.attempt ?? 0,
    started_at: attempts[0]?.started_at ?? null,
    finished_at: last?.finished_at ?? null,
    errors: attempts.flatMap(({ status, error }) => (status === "failed" && error ? [error] : [])),
    result: last?.result ?? {},
  };
}

function viewsOf(catalogue: typeof FORWARD, operations: LaunchOperation[], turn: Turn): StepView[] {
  return Object.entries(catalogue).map(([operation, names]) =>
    viewOf(
      operation,
      names,
      operations.filter((row) => row.operation === operation),
      turn,
    ),
  );
}

const turn = (isOpen: boolean, current: string | undefined): Turn => ({
  isOpen,
  current: isOpen ? current : undefined,
});
const isBackward = ({ operation }: LaunchOperation): boolean => Object.hasOwn(BACKWARD, operation);
const isOpen = ({ status }: LaunchOperation): boolean => status !== "completed" && status !== "skipped";

/** The rollback step whose turn it is: the first without a completed attempt. */
function nextBack(operations: LaunchOperation[]): string | undefined {
  return Object.keys(BACKWARD).find((name) =>
    operations.filter(({ operation }) => operation === name).every(isOpen),
  );
}

export interface RunView {
  phase: Phase;
  /** What an earlier run had left; [] when there was nothing. */
  cleaning: StepView[];
  forward: StepView[];
  /** [] as long as the run has not turned round. */
  rollback: StepView[];
}

/** `operations` in the order of their start, as GET /launch/status gives them. */
export function runView({ state, operations }: Pick<LaunchStatus, "state" | "operations">): RunView {
  const phase = phaseOf(state);
  const firstForward = operations.findIndex((row) => !isBackward(row));
  const isCleaning = (index: number) => (firstForward < 0 ? phase === "cleaning" : index < firstForward);
  const back = operations.filter(isBackward);
  const cleaning = operations.filter((row, index) => isBackward(row) && isCleaning(index));
  const rollback = back.filter((row) => !cleaning.includes(row));
  const status = state?.status === "pending" ? "partition_creating" : state?.status;
  const forward = operations.filter((row) => !isBackward(row));
  const turned = phase === "rollback" || rollback.length > 0;
  return {
    phase,
    cleaning:
      cleaning.length > 0 || phase === "cleaning"
        ? viewsOf(BACKWARD, cleaning, turn(phase === "cleaning", nextBack(cleaning)))
        : [],
    forward: viewsOf(
      FORWARD,
      forward,
      turn(phase === "running" || phase === "cleaning", phase === "cleaning" ? undefined : status),
    ),
    rollback: turned ? viewsOf(BACKWARD, rollback, turn(phase === "rollback", nextBack(rollback))) : [],
  };
}
