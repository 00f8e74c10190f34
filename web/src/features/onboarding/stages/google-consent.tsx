// Google's consent: the way there, and what comes back behind # in the address, which no server sees.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { Status } from "@/components/status.tsx";
import { toast } from "@/components/toast.tsx";
import { type Saved, useCredentials, useOnboarding } from "../queries.ts";
import type { StageProps } from "../stage-frame.tsx";

/** Sends the browser to Google, whose answer leads back to this stage. */
export function useGoogleStart() {
  const { get } = useOnboarding();
  return async () => {
    const { url } = await get<{ url: string }>("google/start");
    window.location.assign(url);
    // The page is about to go: nothing else happens meanwhile.
    await new Promise(() => undefined);
  };
}

/** The code of a consent works once: it is taken out of the address before it is used. */
function takeReturn(): { failed: boolean; code: string | null; state: string | null } {
  const { search, hash, pathname } = window.location;
  const said = new URLSearchParams(search).get("google");
  const given = new URLSearchParams(hash.slice(1));
  if (said !== null) window.history.replaceState(window.history.state, "", pathname);
  return { failed: said === "failed", code: given.get("code"), state: given.get("state") };
}

function useGoogleReturn(mayEdit: boolean) {
  const { save } = useOnboarding();
  const navigate = useNavigate();
  const [finishing, setFinishing] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [denied, setDenied] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the browser comes back
  useEffect(() => {
    if (!mayEdit) return;
    const { failed, code, state } = takeReturn();
    if (failed) setDenied(true);
    if (failed || (code && state)) void navigate({ to: ".", search: {}, hash: "", replace: true });
    if (failed || !code || !state) return;
    setFinishing(true);
    save<Saved>("google/finish", { code, state })
      .then(() => toast("Google is connected"), setFailure)
      .finally(() => setFinishing(false));
  }, []);
  return { finishing, failure, denied };
}

interface Props extends StageProps {
  busy: boolean;
  /** Saves what was entered, then goes to Google. */
  onConnect: () => void;
}

export function GoogleConsent({ progress, mayEdit, busy, onConnect }: Props) {
  const { finishing, failure, denied } = useGoogleReturn(mayEdit);
  const credentials = useCredentials(mayEdit);
  const connected = credentials.data?.some(({ type }) => type === "google_oauth2") ?? false;
  if (!mayEdit) return null;
  return (
    <section
      aria-label="Connection to Google"
      className="flex flex-col gap-3 rounded-md border border-line bg-sunken p-3"
    >
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60">
          <span className="font-medium">Connection to Google</span>
          <span className="block text-muted text-sm">
            {progress.offers.google
              ? "Google asks you whether Genesis may read and send mail of this mailbox. You can take it back there at any time."
              : "The operator of this installation has not set up Google's consent. Gmail works all the same: in the Credentials stage you enter a client of your own and its refresh token, and it says how to get them."}
          </span>
        </p>
        {credentials.isPending ? (
          <Skeleton className="h-5 w-24" />
        ) : (
          <Status tone={finishing ? "busy" : connected ? "good" : "waiting"}>
            {finishing ? "connecting" : connected ? "connected" : "not connected"}
          </Status>
        )}
      </div>
      {progress.offers.google && (
        <div>
          <Button onClick={onConnect} busy={finishing} disabled={busy}>
            {connected ? "Connect again" : "Save and connect Google"}
          </Button>
        </div>
      )}
      {denied && (
        <Banner tone="warn" title="Google gave no consent">
          <p className="text-sm">Nothing was connected. Begin again, and allow reading and sending mail.</p>
        </Banner>
      )}
      {failure !== null && <ErrorNote error={failure} />}
    </section>
  );
}
