// The stages of a freeze with their exact times: what is done, how long it took, what is still under way.
import { FREEZE_STAGES, type FreezeStageName, type FreezeStatus } from "@contracts/freeze.ts";
import { Panel } from "@/components/panel.tsx";
import { Status } from "@/components/status.tsx";
import { plural } from "@/lib/format/index.ts";
import { formatDuration, formatExact } from "@/lib/time/index.ts";

const NAMES: Readonly<Record<FreezeStageName, string>> = {
  requested: "Requested",
  enforced_in_database: "Enforced in the database",
  workflows_off: "Workflows off",
  executions_drained: "Executions stopped",
  verified: "Verified by the sidecar",
};
const MEANING: Readonly<Record<FreezeStageName, string>> = {
  requested: "An operator asked for it.",
  enforced_in_database: "From here on events, costs, permits, the dashboard and launches are refused.",
  workflows_off: "n8n starts nothing any more.",
  executions_drained: "What was running was stopped.",
  verified: "The sidecar looked again: nothing is on, nothing runs.",
};

export function StagesPanel({ status }: { status: FreezeStatus }) {
  const { stages, pending, open_permits } = status;
  const requested = stages.find(({ stage }) => stage === "requested");
  const since = (at: string): string =>
    requested ? `after ${formatDuration(new Date(at).getTime() - new Date(requested.at).getTime())}` : "";
  return (
    <Panel title={status.frozen ? "This freeze" : "The last freeze"}>
      <ol aria-live="polite" className="flex flex-col gap-3">
        {FREEZE_STAGES.map((name) => {
          const done = stages.find(({ stage }) => stage === name);
          const note = typeof done?.detail.note === "string" ? done.detail.note : MEANING[name];
          return (
            <li key={name} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[6rem_14rem_1fr]">
              <span>
                {done ? (
                  <Status tone="good">done</Status>
                ) : (
                  <Status tone={pending.includes(name) ? "busy" : "waiting"}>
                    {pending.includes(name) ? "pending" : "not yet"}
                  </Status>
                )}
              </span>
              <span className="font-medium">{NAMES[name]}</span>
              <span className="text-muted text-sm">
                {note}
                {done && (
                  <span className="block tabular-nums">
                    {formatExact(done.at)} {name !== "requested" && since(done.at)}
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {open_permits.length > 0 && (
        <p className="mt-4 text-sm text-warn">
          {plural(open_permits.length, "send permit")} given before the freeze may still let a mail leave,
          until{" "}
          {formatExact(
            open_permits
              .map(({ expires_at }) => expires_at)
              .sort()
              .at(-1) ?? "",
          )}
          .
        </p>
      )}
    </Panel>
  );
}
