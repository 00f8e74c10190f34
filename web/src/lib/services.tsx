// What the page is wired to. Made once in main.tsx, handed down by context, so that nothing below imports a singleton.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { Config } from "@/config/index.ts";
import type { Api } from "./api/client.ts";
import type { ClerkAuth } from "./auth/clerk.tsx";
import type { LocalAuth } from "./auth/local.ts";
import type { AuthState } from "./auth/types.ts";
import type { Supabase } from "./supabase.ts";

export interface Services {
  config: Config;
  auth: LocalAuth | ClerkAuth;
  api: Api;
  supabase: Supabase;
}

const Context = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <Context value={services}>{children}</Context>;
}

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("useServices needs a ServicesProvider above it");
  return services;
}

export function useAuth(): AuthState {
  const { auth } = useServices();
  return useSyncExternalStore(auth.subscribe, auth.getState);
}
