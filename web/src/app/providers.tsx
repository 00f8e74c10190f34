import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { TooltipProvider } from "@/components/tooltip.tsx";
import { type Services, ServicesProvider } from "@/lib/services.tsx";

const ClerkFrame = lazy(() => import("@/lib/auth/clerk.tsx"));

interface Props {
  services: Services;
  queryClient: QueryClient;
  router: AnyRouter;
}

export const App = ({ services, queryClient, router }: Props) => (
  <WithAuth auth={services.auth}>
    <ServicesProvider services={services}>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <RouterProvider router={router} />
        </TooltipProvider>
      </QueryClientProvider>
    </ServicesProvider>
  </WithAuth>
);

/** The local issuer needs nothing around the page; Clerk's hooks need its provider. */
const WithAuth = ({ auth, children }: { auth: Services["auth"]; children: ReactNode }) =>
  auth.kind === "clerk" ? (
    <Suspense>
      <ClerkFrame auth={auth}>{children}</ClerkFrame>
    </Suspense>
  ) : (
    children
  );
