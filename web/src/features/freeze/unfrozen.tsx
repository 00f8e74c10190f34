import type { UnfreezeAnswer } from "@contracts/freeze.ts";
import { Button } from "@/components/button.tsx";
import { CopyBox } from "@/components/copyable.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { plural } from "@/lib/format/index.ts";

interface Props {
  slug: string;
  answer: UnfreezeAnswer;
  onClose: () => void;
}

/** What an unfreeze did. */
export const Unfrozen = ({ slug, answer, onClose }: Props) => (
  <Dialog
    open
    onClose={onClose}
    title={`${slug} is unfrozen`}
    footer={
      <Button variant="primary" onClick={onClose}>
        Done
      </Button>
    }
  >
    <div className="flex flex-col gap-3">
      <ul className="list-disc pl-5">
        <li>
          {answer.quarantine_applied + answer.quarantine_waiting === 0
            ? "The quarantine was empty."
            : `${plural(answer.quarantine_applied, "event or cost", "events and costs")} from the quarantine applied.`}
        </li>
        {answer.quarantine_waiting > 0 && (
          <li>
            {plural(answer.quarantine_waiting, "more is", "more are")} applied in the next seconds, opt-outs
            before all others.
          </li>
        )}
        <li>
          {answer.reactivating.length === 0
            ? "No workflow starts; they can be started from this page."
            : `${plural(answer.reactivating.length, "workflow")} starting, once n8n has the new webhook token.`}
        </li>
      </ul>
      {answer.webhook_token && (
        <>
          <p className="text-muted">
            There is no sidecar to tell: enter this webhook token in the workspace's n8n. It is shown this
            once.
          </p>
          <CopyBox text={answer.webhook_token} what="the webhook token" />
        </>
      )}
    </div>
  </Dialog>
);
