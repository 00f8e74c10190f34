// A freeze as lines for people: a stage as it comes, what is pending and why, and what would start.
import type {
  FreezeCommand,
  FreezeStage,
  FreezeStatus,
  OpenPermit,
  WouldStart,
} from "../../supabase/functions/_shared/contracts/freeze.ts";
import { FREEZE_STAGES } from "../../supabase/functions/_shared/contracts/freeze.ts";

const WIDTH = Math.max(...FREEZE_STAGES.map((name) => name.length));

/** What is done so far of a stage's work: n8n's counts, not who or whose. */
function detailOf({ detail, stage }: FreezeStage): string {
  if (detail.sidecar === "none") return "no sidecar: nothing to switch off";
  const { by, ...counts } = detail;
  if (stage === "requested" || stage === "unfrozen") return `by ${by}`;
  return Object.entries(counts)
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}

/** `since`: when it was requested. */
export function stageLine(stage: FreezeStage, since: string): string {
  const time = `${((Date.parse(stage.at) - Date.parse(since)) / 1000).toFixed(2)} s`.padStart(9);
  return `  ✓ ${stage.stage.padEnd(WIDTH)} ${time}  ${detailOf(stage)}`.trimEnd();
}

/** The command that keeps the next stage from coming, with what the sidecar said to its last try. */
export function pendingLine({ pending, commands, sidecar }: FreezeStatus): string {
  const isOpen = ({ status }: FreezeCommand): boolean => status === "open" || status === "running";
  const waits = commands.find(isOpen);
  const heard = sidecar.last_heartbeat_at ? `last heard at ${sidecar.last_heartbeat_at}` : "never heard";
  const said = waits?.error ? `: ${waits.error} (try ${waits.attempts}; the sidecar was ${heard})` : "";
  return `  … ${pending[0] ?? ""}${said}`;
}

export const permitLine = (permits: readonly OpenPermit[]): string =>
  permits.length === 0
    ? "No mail was under way."
    : `${permits.length} mails had their permit already and may still leave until ${permits
        .map(({ expires_at }) => expires_at)
        .sort()
        .at(-1)}.`;

export function startLines(would: readonly WouldStart[]): string[] {
  return would.flatMap(({ campaign, campaign_id, workflows }) => [
    `  ${campaign ?? "no campaign"}  ${campaign_id ?? ""}`.trimEnd(),
    ...workflows.map(({ id, name }) => `    ${id}  ${name}`),
  ]);
}

export const countOf = (would: readonly WouldStart[]): number =>
  would.reduce((sum, { workflows }) => sum + workflows.length, 0);
