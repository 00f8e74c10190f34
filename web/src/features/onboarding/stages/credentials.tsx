import { CREDENTIAL_TYPES } from "@contracts/onboarding.ts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { CredentialRow } from "../credential-row.tsx";
import { CREDENTIALS } from "../credential-types.ts";
import { useCredentials, useProgress } from "../queries.ts";
import { StageFooter, type StageProps, useProceed } from "../stage-frame.tsx";

const list = new Intl.ListFormat("en", { type: "conjunction" });

export function CredentialsStage(stage: StageProps) {
  const { progress, mayEdit } = stage;
  const credentials = useCredentials(mayEdit);
  const proceed = useProceed(stage.stage);
  const current = useProgress();
  const [asked, setAsked] = useState(false);
  const [asking, setAsking] = useState(false);
  const needed = progress.credentials_required;
  const missing = progress.credentials_missing;
  const done = progress.stages.credentials === "done";
  const others = CREDENTIAL_TYPES.filter((type) => !needed.includes(type));

  /** What is missing here may have been stored in another tab. */
  async function goOn() {
    if (done) return proceed();
    setAsking(true);
    const [{ data: now }] = await Promise.all([current.refetch(), credentials.refetch()]);
    setAsking(false);
    if (now?.stages.credentials === "done") return proceed();
    setAsked(true);
  }

  if (credentials.error && !credentials.data) {
    return <ErrorState error={credentials.error} onRetry={() => void credentials.refetch()} />;
  }
  const row = (type: (typeof CREDENTIAL_TYPES)[number]) => (
    <CredentialRow
      key={type}
      type={type}
      stored={mayEdit ? credentials.data?.filter((c) => c.type === type) : null}
      needed={needed.includes(type)}
      missing={missing.includes(type)}
      mayEdit={mayEdit}
    />
  );
  return (
    <div className="flex flex-col gap-5">
      {needed.length > 0 ? (
        <section aria-labelledby="needed">
          <h2 id="needed" className="mb-2 font-semibold">
            Needed for your launch
          </h2>
          <ul className="divide-y divide-line rounded-md border border-line">{needed.map(row)}</ul>
        </section>
      ) : (
        <NotKnown {...stage} />
      )}
      {mayEdit && (
        <section aria-labelledby="others">
          <h2 id="others" className="font-semibold">
            {needed.length > 0 ? "Optional" : "What can be stored"}
          </h2>
          {needed.length > 0 && (
            <p className="mb-2 text-muted text-sm">No template of yours asks for these now.</p>
          )}
          <ul className="mt-2 divide-y divide-line rounded-md border border-line">{others.map(row)}</ul>
        </section>
      )}
      {asked && !done && (
        <Banner tone="bad" title="Something is missing still">
          <p className="text-sm">
            {missing.length > 0
              ? `Add ${list.format(missing.map((type) => CREDENTIALS[type].title))} before the launch. Until then you can look at any other stage above.`
              : "What is needed is not known yet: see above."}
          </p>
        </Banner>
      )}
      <StageFooter {...stage} busy={asking} onContinue={() => void goOn()} />
    </div>
  );
}

/** Templates and mail provider say together what is needed. */
function NotKnown({ progress }: StageProps) {
  if (progress.stages.email === "done") {
    return (
      <Banner tone="warn" title="What is needed is not known yet">
        <p className="text-sm">
          This installation has no workflow templates. Its operator stores them with{" "}
          <code className="font-mono text-xs">genesis templates push</code>; then the needed keys are marked
          here.
        </p>
      </Banner>
    );
  }
  return (
    <Banner
      tone="info"
      title="Choose a mail provider first"
      action={
        <Link
          to={`/w/${progress.workspace.slug}/onboarding/email`}
          className="rounded-sm font-medium text-accent underline underline-offset-2"
        >
          Email stage
        </Link>
      }
    >
      <p className="text-sm">Which keys are needed follows from it. You can store keys meanwhile.</p>
    </Banner>
  );
}
