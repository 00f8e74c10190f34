import type { CredentialType } from "@contracts/onboarding.ts";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { Status } from "@/components/status.tsx";
import { toast } from "@/components/toast.tsx";
import { CredentialDialog } from "./credential-dialog.tsx";
import { CREDENTIALS, remainsOf } from "./credential-types.ts";
import { type Credential, useOnboarding } from "./queries.ts";
import { type Judged, VerdictNote } from "./verdict.tsx";

interface Props {
  type: CredentialType;
  /** Those of this type; undefined while they load, null for who may not see them. */
  stored: readonly Credential[] | undefined | null;
  needed: boolean;
  /** Whether the vault lacks it, for who may not see the list. */
  missing: boolean;
  mayEdit: boolean;
}

/** One kind of credential: what it is for, whether it is needed, and what is stored of it. */
export function CredentialRow({ type, stored, needed, missing, mayEdit }: Props) {
  const [adding, setAdding] = useState(false);
  const { title, why } = CREDENTIALS[type];
  const has = stored ? stored.length > 0 : needed && !missing;
  return (
    <li className="flex flex-col gap-3 px-4 py-3" data-credential={type}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{title}</span>
            {stored === undefined ? (
              <Skeleton className="h-5 w-16" />
            ) : has ? (
              <Status tone="good">stored</Status>
            ) : (
              needed && <Status tone="warn">needed</Status>
            )}
          </p>
          <p className="text-muted text-sm">{why}</p>
        </div>
        {mayEdit && stored !== undefined && (
          <Button
            size="sm"
            icon={Plus}
            variant={needed && !has ? "primary" : "secondary"}
            onClick={() => setAdding(true)}
            aria-label={has ? `Add another: ${title}` : `Add ${title}`}
          >
            {has ? "Add another" : "Add"}
          </Button>
        )}
      </div>
      {stored && stored.length > 0 && (
        <ul className="flex flex-col gap-2">
          {stored.map((credential) => (
            <StoredCredential key={credential.id} credential={credential} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
      {adding && <CredentialDialog type={type} onClose={() => setAdding(false)} />}
    </li>
  );
}

function StoredCredential({ credential, mayEdit }: { credential: Credential; mayEdit: boolean }) {
  const { post, refresh, removeCredential } = useOnboarding();
  const { id, type, name, last_four, validated_at, updated_at } = credential;
  const [replacing, setReplacing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [busy, setBusy] = useState(false);
  const [judged, setJudged] = useState<Judged | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  async function validate() {
    setBusy(true);
    setJudged(null);
    setFailure(null);
    try {
      setJudged(await post<Judged>("validate-credential", { id }));
      await refresh();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <li className="flex flex-col gap-2 rounded-md bg-sunken px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-52 text-sm">
          <p className="truncate">
            <span className="font-medium">{name}</span>
            {last_four && <code className="ml-2 font-mono text-muted text-xs">••••{last_four}</code>}
          </p>
          <p className="text-muted">
            Stored <RelativeTime at={updated_at} />
            {" · "}
            {validated_at ? (
              <>
                worked <RelativeTime at={validated_at} />
              </>
            ) : (
              "not validated yet"
            )}
          </p>
        </div>
        {mayEdit && (
          <div className="flex flex-wrap gap-1">
            <Button size="sm" onClick={() => void validate()} busy={busy} aria-label={`Validate ${name}`}>
              Validate
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setReplacing(true)}
              aria-label={`Replace ${name}`}
            >
              Replace
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setRemoving(true)} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          </div>
        )}
      </div>
      <VerdictNote judged={judged} />
      {failure !== null && <ErrorNote error={failure} />}
      {replacing && (
        <CredentialDialog type={type} replaces={credential} onClose={() => setReplacing(false)} />
      )}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Delete ${name}?`}
        action="Delete credential"
        onConfirm={async () => {
          await removeCredential(id);
          toast(`${name} is deleted`);
        }}
      >
        The sealed secret is removed from the vault. What is launched already keeps its copy in n8n; the next
        launch needs another one. {remainsOf(type)}
      </ConfirmDialog>
    </li>
  );
}
