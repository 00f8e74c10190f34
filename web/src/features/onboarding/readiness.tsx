import type { LaunchGap } from "@contracts/launch.ts";
import { STAGE_NAMES } from "@contracts/onboarding.ts";
import { Link } from "@tanstack/react-router";
import { ArrowRight, CircleAlert, CircleCheck, CircleDashed, type LucideIcon, Rocket } from "lucide-react";
import { buttonClass } from "@/components/button.tsx";
import { cx } from "@/components/cx.ts";
import { ErrorNote } from "@/components/error-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { ApiError } from "@/lib/api/error.ts";
import { usePlan } from "./queries.ts";
import { isStage } from "./stages.ts";

/** What the launch still waits for, and what it would do without: as its dry run says. */
export function Readiness({ slug }: { slug: string }) {
  const plan = usePlan();
  const live = plan.data?.state?.status === "active";
  return (
    <Panel title={live ? "Launched" : "Ready to launch?"}>
      {plan.data ? (
        <Gaps
          slug={slug}
          missing={plan.data.missing}
          warnings={plan.data.warnings}
          ready={plan.data.ready}
          live={live}
        />
      ) : plan.error ? (
        <Unknown error={plan.error} />
      ) : (
        <div className="flex flex-col gap-3">
          {["w-4/5", "w-3/5", "w-2/3"].map((width) => (
            <Skeleton key={width} className={cx("h-4", width)} />
          ))}
        </div>
      )}
    </Panel>
  );
}

const Unknown = ({ error }: { error: unknown }) =>
  error instanceof ApiError && error.code === "no_templates" ? (
    <p className="text-muted text-sm">
      This installation has no workflow templates yet, so nobody can say what a launch needs. Its operator
      stores them with <code className="font-mono text-xs">genesis templates push</code>. You can fill in the
      stages meanwhile.
    </p>
  ) : (
    <ErrorNote error={error} aside />
  );

interface GapsProps {
  slug: string;
  missing: LaunchGap[];
  warnings: LaunchGap[];
  ready: boolean;
  /** Launched already. */
  live: boolean;
}

function Gaps({ slug, missing, warnings, ready, live }: GapsProps) {
  return (
    <div className="flex flex-col gap-4">
      {live && (
        <p className="text-muted text-sm">
          What you save now is kept, and does not reach the workflows that run: the launch page says which
          stages differ.
        </p>
      )}
      {ready ? (
        <Line icon={CircleCheck} tone="text-good">
          <span className="font-medium">
            {live ? "This workspace is live." : "Everything that a launch needs is there."}
          </span>
        </Line>
      ) : (
        missing.length > 0 && (
          <section aria-label="Needed" className="flex flex-col gap-2">
            <h3 className="font-medium text-muted text-xs">Needed</h3>
            <List slug={slug} gaps={missing} icon={CircleDashed} tone="text-muted" />
          </section>
        )
      )}
      {!ready && missing.length === 0 && (
        <Line icon={CircleAlert} tone="text-warn">
          A template asks for something that no stage supplies: the launch page names it.
        </Line>
      )}
      {warnings.length > 0 && (
        <section aria-label="Works without" className="flex flex-col gap-2">
          <h3 className="font-medium text-muted text-xs">Works without</h3>
          <List slug={slug} gaps={warnings} icon={CircleAlert} tone="text-warn" />
        </section>
      )}
      {ready && (
        <Link
          to={`/w/${slug}/launch`}
          className={buttonClass({ variant: live ? "secondary" : "primary", wide: true })}
        >
          <Rocket aria-hidden size={15} />
          {live ? "See the launch" : "Go to launch"}
        </Link>
      )}
    </div>
  );
}

interface ListProps {
  slug: string;
  gaps: LaunchGap[];
  icon: LucideIcon;
  tone: string;
}

const List = ({ slug, gaps, icon, tone }: ListProps) => (
  <ul className="flex flex-col gap-1.5">
    {gaps.map(({ stage, field, message }) => (
      <li key={`${stage} ${field}`}>
        <Line icon={icon} tone={tone}>
          {message.split(" — ")[0]}
          {isStage(stage) && (
            <>
              {" "}
              <Link
                to={`/w/${slug}/onboarding/${stage}`}
                className="whitespace-nowrap rounded-sm text-accent underline underline-offset-2"
              >
                {STAGE_NAMES[stage]}
                <ArrowRight aria-hidden size={13} className="ml-0.5 inline" />
              </Link>
            </>
          )}
        </Line>
      </li>
    ))}
  </ul>
);

const Line = ({
  icon: Icon,
  tone,
  children,
}: {
  icon: LucideIcon;
  tone: string;
  children: React.ReactNode;
}) => (
  <span className="flex items-start gap-2 text-sm">
    <Icon aria-hidden size={15} className={cx("mt-0.75 shrink-0", tone)} />
    <span className="min-w-0">{children}</span>
  </span>
);
