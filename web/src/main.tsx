import type { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { FEATURES } from "@/app/features.ts";
import { App } from "@/app/providers.tsx";
import { makeQueryClient, noticeFreeze } from "@/app/query-client.ts";
import { makeRouter } from "@/app/router.tsx";
import { StartFailed } from "@/app/start-failed.tsx";
import { type Config, loadConfig } from "@/config/index.ts";
import { createApi } from "@/lib/api/client.ts";
import { createLocalAuth } from "@/lib/auth/local.ts";
import type { Services } from "@/lib/services.tsx";
import { createSupabase } from "@/lib/supabase.ts";
import "@/styles/base.css";

async function makeServices(config: Config, queryClient: QueryClient): Promise<Services> {
  const auth =
    config.auth.kind === "local"
      ? createLocalAuth(config.auth.issuer_url)
      : (await import("@/lib/auth/clerk.tsx")).createClerkAuth(config.auth.publishable_key);
  const { supabase_url: supabaseUrl, publishable_key: publishableKey } = config;
  return {
    config,
    auth,
    supabase: createSupabase(config, auth.getToken),
    api: createApi({
      supabaseUrl,
      publishableKey,
      getToken: auth.getToken,
      onRefused: (error) => noticeFreeze(queryClient, error),
    }),
  };
}

async function start(): Promise<void> {
  const root = createRoot(document.getElementById("root") as HTMLElement);
  try {
    const queryClient = makeQueryClient();
    const services = await makeServices(await loadConfig(), queryClient);
    // What one person saw is not for the next.
    let seenBy = services.auth.getState().user?.id;
    services.auth.subscribe(() => {
      const now = services.auth.getState().user?.id;
      if (now !== seenBy) queryClient.clear();
      seenBy = now;
    });
    root.render(
      <StrictMode>
        <App services={services} queryClient={queryClient} router={makeRouter(FEATURES)} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<StartFailed error={error} />);
  }
}

// A page that was opened before a deployment asks for chunks that are gone: load the new one, once.
window.addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem("genesis.reloaded") === location.href) return;
  sessionStorage.setItem("genesis.reloaded", location.href);
  event.preventDefault();
  location.reload();
});

void start();
