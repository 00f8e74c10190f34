import { RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { FullPage } from "./full-page.tsx";
import { PageSkeleton } from "./skeleton.tsx";

/** Whoever signs people in has this long to say whether somebody is signed in. */
const PATIENCE_MS = 12_000;

/** What is seen until it is known who is signed in; says so when that does not come. */
export function AwaitingSignIn() {
  const [stalled, setStalled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStalled(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <FullPage>
      {stalled ? (
        <>
          <h1 className="sr-only">Sign in</h1>
          <Banner tone="bad" title="Signing in does not answer">
            The service that signs people in could not be reached. Nothing is wrong with your account. Check
            the connection and whether something blocks it, then try again.
          </Banner>
          <Button className="mt-4" icon={RotateCw} onClick={() => window.location.reload()}>
            Try again
          </Button>
        </>
      ) : (
        <PageSkeleton />
      )}
    </FullPage>
  );
}
