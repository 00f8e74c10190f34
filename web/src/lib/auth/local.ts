// Sessions of the local stack's issuer, which signs a token for anyone who asks. Tokens live in memory only; what
// survives a reload, in this tab alone, is who was chosen.
import { ApiError, unreachable } from "../api/error.ts";
import { type Auth, type AuthUser, type Choice, createAuthStore } from "./types.ts";

export interface LocalUser {
  id: string;
  email: string;
  name: string;
  /** What the person is for in the demonstration: "owner of acme". */
  about: string;
}

export interface LocalAuth extends Auth {
  readonly kind: "local";
  users(): Promise<LocalUser[]>;
}

interface Deps {
  fetch?: typeof fetch;
  storage?: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const KEY = "genesis.local-user";
/** A token that ends sooner is replaced before it is used, so that none ends on its way. */
export const MARGIN_MS = 15_000;

export function createLocalAuth(issuerUrl: string, deps: Deps = {}): LocalAuth {
  const {
    fetch: call = (...args) => globalThis.fetch(...args),
    storage = sessionStorage,
    now = Date.now,
  } = deps;
  let token: { text: string; ends: number } | undefined;
  let underWay: Promise<string> | undefined;

  const userOf = (choice: Choice): AuthUser => ({
    id: choice.user_id,
    email: choice.email ?? null,
    name: choice.name ?? null,
  });
  const remembered = (): Choice | undefined => {
    try {
      const choice = JSON.parse(storage.getItem(KEY) ?? "null") as Choice | null;
      return typeof choice?.user_id === "string" ? choice : undefined;
    } catch {
      return undefined;
    }
  };
  let chosen = remembered();
  const store = createAuthStore(
    chosen ? { status: "signed-in", user: userOf(chosen) } : { status: "signed-out", user: null },
  );

  async function ask<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await call(`${issuerUrl}${path}`, init).catch((cause) => {
      throw unreachable(cause);
    });
    const body = (await answer.json().catch(() => ({}))) as T & { error?: string };
    if (answer.ok) return body;
    throw new ApiError({
      status: answer.status,
      code: "issuer",
      message: body.error ?? "The issuer refused.",
    });
  }

  async function fetchToken(choice: Choice): Promise<string> {
    const got = await ask<{ token: string; expires_in: number }>("/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(choice),
    });
    // Somebody else may have been chosen meanwhile: his tokens must not be this one's.
    if (chosen === choice) token = { text: got.token, ends: now() + got.expires_in * 1000 };
    return got.token;
  }

  function refresh(choice: Choice): Promise<string> {
    const mine = fetchToken(choice).finally(() => {
      if (underWay === mine) underWay = undefined;
    });
    underWay = mine;
    return mine;
  }

  return {
    kind: "local",
    getState: store.get,
    subscribe: store.subscribe,
    users: () => ask<LocalUser[]>("/users"),
    async getToken() {
      if (!chosen) return null;
      if (token && token.ends - now() > MARGIN_MS) return token.text;
      return underWay ?? refresh(chosen);
    },
    async signIn(choice) {
      if (!choice) throw new TypeError("the local issuer wants to know who signs in");
      chosen = choice;
      token = undefined;
      try {
        await refresh(choice);
      } catch (error) {
        chosen = undefined;
        throw error;
      }
      storage.setItem(KEY, JSON.stringify(choice));
      store.set({ status: "signed-in", user: userOf(choice) });
    },
    async signOut() {
      chosen = undefined;
      token = undefined;
      underWay = undefined;
      storage.removeItem(KEY);
      store.set({ status: "signed-out", user: null });
    },
  };
}
