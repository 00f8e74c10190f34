import { useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { AwaitingSignIn } from "@/components/awaiting-sign-in.tsx";
import { FullPage } from "@/components/full-page.tsx";
import { Redirect } from "@/components/redirect.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { useAuth, useServices } from "@/lib/services.tsx";
import { LocalSignIn } from "./local-sign-in.tsx";

const ClerkSignIn = lazy(() => import("./clerk-sign-in.tsx"));

/** At /sign-in, and in place of any page that needs a session. */
export default function SignInPage() {
  const { auth } = useServices();
  const { status } = useAuth();
  const pathname = useLocation({ select: (location) => location.pathname });
  if (status === "signed-in" && pathname === "/sign-in") return <Redirect to="/workspaces" />;
  if (status === "loading") return <AwaitingSignIn />;
  return (
    <FullPage>
      {auth.kind === "local" ? (
        <LocalSignIn auth={auth} />
      ) : (
        <Suspense fallback={<PageSkeleton />}>
          <ClerkSignIn />
        </Suspense>
      )}
    </FullPage>
  );
}
