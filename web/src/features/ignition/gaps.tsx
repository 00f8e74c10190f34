import type { LaunchGap, LaunchPlan } from "@contracts/launch.ts";
import { STAGE_NAMES, type Stage } from "@contracts/onboarding.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/button.tsx";
import { Panel } from "@/components/panel.tsx";
import { Status, type Tone } from "@/components/status.tsx";
import { plural } from "@/lib/format/index.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { byStage, gapWords } from "./details.ts";

/** To the wizard, for those who may use it. */
function StageLink({ stage }: { stage: Stage | null }) {
  const workspace = useWorkspace();
  if (!stage || !workspace.may("admin")) return null;
  return (
    <Link to={`/w/${workspace.slug}/onboarding/${stage}`} className={buttonClass({ size: "sm" })}>
      Open {STAGE_NAMES[stage]}
    </Link>
  );
}

interface ItemProps {
  tone: Tone;
  word: string;
  stage: Stage | null;
  children: ReactNode;
}

const Item = ({ tone, word, stage, children }: ItemProps) => (
  <li className="flex items-start gap-4 px-4 py-3">
    <span className="flex h-7 w-20 shrink-0 items-center">
      <Status tone={tone}>{word}</Status>
    </span>
    <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-44 py-0.75">{children}</div>
      <StageLink stage={stage} />
    </div>
  </li>
);

export function MissingPanel({ missing, unresolved }: Pick<LaunchPlan, "missing" | "unresolved">) {
  if (missing.length === 0 && unresolved.length === 0) return null;
  return (
    <Panel
      title="Missing before the launch"
      about={`${plural(missing.length, "thing")} to complete; everything that was entered is kept.`}
      flush
    >
      <ul className="divide-y divide-line">
        {byStage(missing).map(([stage, gaps]) => (
          <Item key={stage} tone="bad" word="missing" stage={stage}>
            <ul>
              {gaps.map((gap) => (
                <li key={gap.field ?? ""}>{gapWords(gap)}</li>
              ))}
            </ul>
          </Item>
        ))}
      </ul>
      {unresolved.length > 0 && <Unresolved unresolved={unresolved} />}
    </Panel>
  );
}

function Unresolved({ unresolved }: Pick<LaunchPlan, "unresolved">) {
  const byName = [...Map.groupBy(unresolved, ({ placeholder }) => placeholder)];
  return (
    <details className="border-line border-t px-4 py-3">
      <summary>{plural(byName.length, "placeholder")} of the workflows would stay unresolved</summary>
      <ul className="mt-2 flex flex-col gap-1.5 text-sm">
        {byName.map(([name, uses]) => (
          <li key={name} className="flex flex-wrap gap-x-3">
            <code className="break-all font-mono text-xs leading-5">{name}</code>
            <span className="text-muted">
              {uses[0]?.stage ? `supplied by ${STAGE_NAMES[uses[0].stage]}` : "supplied by no stage"}, used in{" "}
              {uses.map(({ template }) => template).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function WarningsPanel({ warnings }: { warnings: readonly LaunchGap[] }) {
  if (warnings.length === 0) return null;
  return (
    <Panel
      title="Left out"
      about="The launch works without these, but less well. They can be added later."
      flush
    >
      <ul className="divide-y divide-line">
        {warnings.map((gap) => (
          <Item key={gap.stage} tone="warn" word="left out" stage={gap.stage}>
            {gapWords(gap)}
          </Item>
        ))}
      </ul>
    </Panel>
  );
}
