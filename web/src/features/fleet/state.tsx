// The state of a workspace in a word.
import { Snowflake } from "lucide-react";
import { Status, type Tone } from "@/components/status.tsx";
import { type DeskRow, isBusy, isIgniting } from "@/lib/desk.ts";

export const FILTERS = ["all", "active", "frozen", "attention", "not_launched"] as const;
export type Filter = (typeof FILTERS)[number];
export const FILTER_NAMES: Readonly<Record<Filter, string>> = {
  all: "All",
  active: "Active",
  frozen: "Frozen",
  attention: "Needs a look",
  not_launched: "Not launched",
};

export function WorkspaceStatus({ row }: { row: DeskRow }) {
  if (row.status !== "frozen") return <Status tone="good">active</Status>;
  return isBusy(row) ? (
    <Status tone="busy">freezing</Status>
  ) : (
    <Status tone="bad" icon={Snowflake}>
      frozen
    </Status>
  );
}

export function IgnitionStatus({ row }: { row: DeskRow }) {
  const { ignition_status: status } = row;
  if (row.is_legacy && status === null) return <span className="text-muted">legacy</span>;
  if (status === null) return <span className="whitespace-nowrap text-muted">not launched</span>;
  if (status === "active" && row.status === "frozen") return <Status tone="neutral">stopped</Status>;
  const tone: Tone = isIgniting(row) ? "busy" : status === "active" ? "good" : "bad";
  return <Status tone={tone}>{status === "active" ? "running" : status.replaceAll("_", " ")}</Status>;
}

const SEVERITIES: Readonly<Record<string, Tone>> = {
  critical: "bad",
  high: "bad",
  medium: "warn",
  low: "neutral",
};
export const Severity = ({ of }: { of: string }) => <Status tone={SEVERITIES[of] ?? "neutral"}>{of}</Status>;
