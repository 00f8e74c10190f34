// What every stage's screen shares: its panel, and below it the way back, Skip, and the button that saves.
import type { Stage } from "@contracts/onboarding.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, type ReactNode, type Ref, useState } from "react";
import { Button, buttonClass } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Fields } from "@/components/fields.tsx";
import { LeaveGuard } from "@/components/leave-guard.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { type Progress, useOnboarding } from "./queries.ts";
import { isSkippable, placeAfter, placeBefore, stateOf } from "./stages.ts";

/** What a stage's screen is given. */
export interface StageProps {
  stage: Stage;
  progress: Progress;
  /** Admins; others see what is set. */
  mayEdit: boolean;
}

/** Goes to the next stage, or to the launch after the last: after a save or a skip, so that nobody is asked. */
export function useProceed(stage: Stage) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  return () => navigate({ to: placeAfter(slug, stage).path, ignoreBlocker: true });
}

interface FormProps extends StageProps {
  form: {
    formProps: { ref: Ref<HTMLFormElement>; onSubmit: (event?: FormEvent) => unknown; noValidate: true };
    failure: unknown;
    busy: boolean;
    dirty: boolean;
  };
  /** Another button than the one that saves is at work with what stands in the fields. */
  working?: boolean;
  /** Of the button that saves. */
  action?: string;
  children: ReactNode;
}

/** A stage that is one form. What was entered stays whatever the function answers. */
export function StageForm({ form, working = false, action, children, ...stage }: FormProps) {
  return (
    <form {...form.formProps} aria-label="Stage" className="flex flex-col gap-5">
      <Fields busy={form.busy || working} disabled={!stage.mayEdit} className="gap-5">
        {children}
      </Fields>
      <LeaveGuard dirty={stage.mayEdit && form.dirty} busy={form.busy} />
      {form.failure !== null && <ErrorNote error={form.failure} />}
      <StageFooter {...stage} busy={form.busy} disabled={working} action={action} />
    </form>
  );
}

interface FooterProps extends StageProps {
  busy?: boolean;
  /** Neither saves nor skips now. */
  disabled?: boolean;
  action?: string;
  /** For a stage that is no form. */
  onContinue?: () => void;
}

export function StageFooter(props: FooterProps) {
  const { stage, progress, mayEdit, busy, disabled, action, onContinue } = props;
  const { slug, skip } = useOnboarding();
  const proceed = useProceed(stage);
  const [skipping, setSkipping] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const back = placeBefore(slug, stage);
  const state = stateOf(progress.stages, stage);

  async function leave() {
    setSkipping(true);
    setFailure(null);
    try {
      // What is done stays done: then it is only a way on.
      if (state !== "done") await skip(stage);
      await proceed();
    } catch (error) {
      setFailure(error);
    } finally {
      setSkipping(false);
    }
  }

  return (
    <div className="flex flex-col gap-3">
      {failure !== null && <ErrorNote error={failure} />}
      <div className="flex flex-wrap items-center gap-2 border-line border-t pt-4">
        {back && (
          <Link to={back.path} className={buttonClass({ variant: "ghost" })}>
            <ArrowLeft aria-hidden size={15} />
            {back.label}
          </Link>
        )}
        <span className="flex-1" />
        {!mayEdit && (
          <Link to={placeAfter(slug, stage).path} className={buttonClass()}>
            Next: {placeAfter(slug, stage).label}
          </Link>
        )}
        {mayEdit && isSkippable(stage) && (
          <Button variant="ghost" onClick={() => void leave()} busy={skipping} disabled={busy || disabled}>
            {state === "done" ? "Go on without saving" : "Skip for now"}
          </Button>
        )}
        {mayEdit && (
          <Button
            type={onContinue ? "button" : "submit"}
            onClick={onContinue}
            variant="primary"
            className="max-sm:order-first max-sm:w-full"
            busy={busy}
            disabled={skipping || disabled}
          >
            {action ?? "Save and continue"}
          </Button>
        )}
      </div>
    </div>
  );
}
