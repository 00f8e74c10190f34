import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { AwaitingSignIn } from "@/components/awaiting-sign-in.tsx";
import { Button } from "@/components/button.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { FullPage } from "@/components/full-page.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { useAuth, useServices } from "@/lib/services.tsx";
import { useSession } from "@/lib/session.ts";

const SignInPage = lazy(() => import("@/features/sign-in/sign-in-page.tsx"));

const Waiting = () => (
  <FullPage>
    <PageSkeleton />
  </FullPage>
);

/**
 * Signing in happens at the address that was asked for, so that it need not be carried along: an invitation's token
 * stays behind its #, where no server sees it.
 */
export function RequireSession() {
  const { status } = useAuth();
  const { auth } = useServices();
  const session = useSession();
  if (status === "loading") return <AwaitingSignIn />;
  if (status === "signed-out") {
    return (
      <Suspense fallback={<Waiting />}>
        <SignInPage />
      </Suspense>
    );
  }
  if (session.data) return <Outlet />;
  if (session.isPending) return <Waiting />;
  return (
    <FullPage>
      <h1 className="sr-only">Signing in</h1>
      <ErrorState error={session.error} onRetry={() => void session.refetch()}>
        <Button onClick={() => void auth.signOut()}>Sign out</Button>
      </ErrorState>
    </FullPage>
  );
}
