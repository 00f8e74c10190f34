// What the answers mean in people's words.
import type { LaunchGap, LaunchMakes, LaunchState } from "@contracts/launch.ts";
import { STAGE_NAMES, type Stage } from "@contracts/onboarding.ts";
import { credentialName } from "@/lib/credential-name.ts";
import { capitalised, plural } from "@/lib/format/index.ts";
import { FORWARD, type StepView } from "./steps.ts";

type Workflow = LaunchMakes["workflows"][number];

export function runsWhen({ trigger, cadence_minutes: minutes }: Workflow): string {
  if (trigger === "webhook") return "when its address is called";
  if (trigger === "mail") return "when a mail arrives";
  if (minutes === null) return "on a schedule";
  if (minutes % 60 === 0) return minutes === 60 ? "every hour" : `every ${minutes / 60} hours`;
  return minutes === 1 ? "every minute" : `every ${minutes} minutes`;
}

/** "Missing sender email — complete the Email stage" → "Sender email": mark and link beside it say the rest. */
export function gapWords({ message }: LaunchGap): string {
  const what = (message.split(" — ")[0] ?? message).replace(/^Missing /, "");
  return capitalised(what);
}

export function byStage<T extends { stage: Stage | null }>(items: readonly T[]): [T["stage"], T[]][] {
  return [...Map.groupBy(items, ({ stage }) => stage)];
}

const count = (value: unknown): number =>
  typeof value === "object" && value ? Object.keys(value).length : 0;

/** What a finished step says of itself, from its operation's result; null where the title says all. */
export function resultWords({ operation, stand, result }: StepView): string | null {
  if (stand !== "done") return null;
  switch (operation) {
    case "partition_creating":
      return typeof result.partition_name === "string" ? result.partition_name : null;
    case "credentials_injecting":
      return plural(count(result.credentials), "credential");
    case "workflows_deploying":
      return plural(count(result.workflows), "workflow");
    case "activating":
      return typeof result.active === "number" ? `${plural(result.active, "workflow")} proven` : null;
    case "rollback_workflows":
    case "rollback_credentials":
      return result.removed === 0 ? "there were none" : `${Number(result.removed ?? 0)} removed`;
    case "rollback_partition":
      return partitionWords(result);
    default:
      return null;
  }
}

function partitionWords({ partition, kept }: Record<string, unknown>): string {
  if (partition !== "kept") return partition === "absent" ? "there was none" : "removed";
  const { partition_name, leads } = (kept ?? {}) as { partition_name?: string; leads?: number };
  return `kept as ${partition_name ?? "it was"}: it holds ${plural(leads ?? 0, "lead")}`;
}

/** What the run has made so far and a cancel would unmake: "the leads' partition and 3 credentials". */
export function madeSoFar(forward: readonly StepView[]): string[] {
  return forward.flatMap(({ operation, stand }) => {
    if (stand === "waiting" || stand === "unreached") return [];
    if (operation === "partition_creating") return ["the leads' partition"];
    if (operation === "droplet_provisioning") return ["the server, where Genesis made it"];
    if (operation === "credentials_injecting") return ["the credentials in n8n (what you stored stays)"];
    return operation === "workflows_deploying" ? ["the workflows"] : [];
  });
}

/**
 * Without the name of the part that said it: "partition_create: The database was away" → "The database was away"; types
 * of credentials in people's words: "the stored credential 'openai_api'" → "the stored OpenAI key".
 */
export const plainError = (error: string): string =>
  error
    .replace(/^[a-z]+(_[a-z]+)+: /, "")
    .replace(/credential( type)? '([a-z0-9_]+)'/g, (said, ofType: string | undefined, type: string) => {
      const name = credentialName(type);
      return name === null ? said : ofType ? `the ${name},` : name;
    });

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export const wasCancelled = ({ error_message }: LaunchState): boolean => error_message === "Cancelled";

/** "The launch failed while putting the workflows in place". */
export function failedWhere(state: LaunchState): string {
  const step = state.error_step ? FORWARD[state.error_step]?.doing : undefined;
  if (wasCancelled(state))
    return step ? `The launch was cancelled before ${lower(step)}` : "The launch was cancelled";
  return step ? `The launch failed while ${lower(step)}` : "The launch failed";
}

/** What a person called a credential; null where that says no more than its type does. */
export function ownName(type: string, name: string | null): string | null {
  const plain = (text: string): string => text.trim().toLowerCase();
  return name !== null && plain(name) !== plain(credentialName(type) ?? type) ? name : null;
}

/** "Brand", "Brand and Email", "Brand, Email and Booking link". */
export function stageList(stages: readonly Stage[]): string {
  const names = stages.map((stage) => STAGE_NAMES[stage]);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
