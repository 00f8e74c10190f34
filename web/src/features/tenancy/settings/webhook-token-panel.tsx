import type { TokenState } from "@contracts/webhook-token.ts";
import { KeySquare, RotateCw } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { Status } from "@/components/status.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { useTokenState } from "./queries.ts";
import { RotateDialog } from "./rotate-dialog.tsx";
import { actOf, isCutOff, isUnderWay, type TokenAct, tokenWords } from "./token-words.ts";

/** How n8n proves whose it is; admins change it here, and nobody sees it. */
export function WebhookTokenPanel() {
  const workspace = useWorkspace();
  const token = useTokenState(workspace.id);
  const [asking, setAsking] = useState<TokenAct | null>(null);
  const act = token.data && actOf(token.data.handing);
  const isShown = workspace.may("admin") && (act || isUnderWay(token.data?.handing));
  return (
    <Panel
      title="Webhook token"
      about="With it n8n proves that what it reports is of this workspace. Nobody is shown it."
      actions={
        isShown && (
          <Button
            icon={act === "again" ? RotateCw : KeySquare}
            disabled={!act}
            onClick={() => setAsking(act ?? null)}
          >
            {act === "again" ? "Hand over again" : "Rotate token"}
          </Button>
        )
      }
    >
      {token.data ? (
        <Facts state={token.data} />
      ) : token.error ? (
        <ErrorState error={token.error} onRetry={() => void token.refetch()} />
      ) : (
        <div role="status" className="flex flex-col gap-2.5">
          <span className="sr-only">Loading</span>
          <Skeleton className="h-5 w-3/5" />
          <Skeleton className="h-4 w-2/5" />
        </div>
      )}
      {token.data && <RotateDialog act={asking} state={token.data} onClose={() => setAsking(null)} />}
    </Panel>
  );
}

function Facts({ state }: { state: TokenState }) {
  const { tone, word, about } = tokenWords(state);
  const { issued_at, issued_by, handed_at, previous_until } = state;
  return (
    <div className="flex flex-col gap-4">
      {isCutOff(state) && (
        <Banner tone="warn" title="The former token has ended">
          What n8n reports is refused until it has the new one.
        </Banner>
      )}
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-6 gap-y-2 text-sm">
        <dt className="text-muted">State</dt>
        <dd className="min-w-0">
          {/* Said to those who do not see it, too, when it changes. */}
          <div role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Status tone={tone}>{word}</Status>
            <span className="text-muted">{about}</span>
          </div>
        </dd>
        {issued_at && (
          <>
            <dt className="text-muted">Issued</dt>
            <dd className="min-w-0 break-words">
              <RelativeTime at={issued_at} />
              {issued_by && ` by ${issued_by}`}
            </dd>
          </>
        )}
        {handed_at && (
          <>
            <dt className="text-muted">In n8n since</dt>
            <dd>
              <RelativeTime at={handed_at} />
            </dd>
          </>
        )}
        {previous_until && (
          <>
            <dt className="text-muted">Former token</dt>
            <dd>
              ends <RelativeTime at={previous_until} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
