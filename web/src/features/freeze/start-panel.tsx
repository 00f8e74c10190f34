import type { FreezeStatus, Reactivate } from "@contracts/freeze.ts";
import { Play } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { Panel } from "@/components/panel.tsx";
import { plural } from "@/lib/format/index.ts";
import { type Choice, reactivateOf, startsOf, workflowIds } from "./choice.ts";
import { StartChoice, WouldStartList } from "./would-start.tsx";

interface Props {
  status: FreezeStatus;
  onStart: (reactivate: Reactivate) => Promise<unknown>;
}

/** What the last freeze switched off and nobody has started again; nothing where there is none. */
export function StartPanel({ status, onStart }: Props) {
  const { would_start: sets, frozen, slug } = status;
  const [asking, setAsking] = useState(false);
  const [choice, setChoice] = useState<Choice>({ how: "all", ids: [] });
  if (sets.length === 0) return null;
  const starting = startsOf(choice, sets);
  return (
    <Panel
      title={frozen ? "What an unfreeze may start again" : "Still off since the freeze"}
      about={`${plural(workflowIds(sets).length, "workflow")} ran before the freeze.`}
      actions={
        !frozen && (
          <Button size="sm" icon={Play} onClick={() => setAsking(true)}>
            Start again
          </Button>
        )
      }
    >
      <WouldStartList sets={sets} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Start workflows of ${slug}?`}
        action={starting > 0 ? `Start ${plural(starting, "workflow")}` : "Start"}
        phrase={slug}
        onConfirm={async () => {
          const reactivate = reactivateOf(choice, sets);
          if (reactivate) await onStart(reactivate);
        }}
      >
        <p className="mb-3">They send mail and spend money again as soon as n8n has them on.</p>
        <div className="text-ink">
          <StartChoice sets={sets} choice={choice} onChange={setChoice} ways={["some", "all"]} />
        </div>
      </ConfirmDialog>
    </Panel>
  );
}
