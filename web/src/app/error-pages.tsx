import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { buttonClass } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { FullPage } from "@/components/full-page.tsx";

export const NotFoundPage = () => (
  <FullPage>
    <NothingHere />
  </FullPage>
);

/** The same within a frame. */
export const NothingHere = () => (
  <>
    <h1 className="sr-only">Not found</h1>
    <NotFound title="There is nothing at this address">
      The link may be old, or not whole. Your workspaces are one click away.
    </NotFound>
  </>
);

export const NotFound = ({ title, children }: { title: string; children: string }) => (
  <EmptyState
    icon={Compass}
    title={title}
    action={
      <Link to="/workspaces" className={buttonClass({ variant: "primary" })}>
        Go to your workspaces
      </Link>
    }
  >
    {children}
  </EmptyState>
);

/** What a page shows that failed while it was drawn, or whose code could not be fetched. */
export const BrokenPage = ({ error }: { error: unknown }) => (
  <ErrorState error={error} onRetry={() => window.location.reload()} />
);
