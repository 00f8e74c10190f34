// Who is signed in. Two implementations: the local stack's issuer, and Clerk; the rest of the page knows neither.

export interface AuthUser {
  id: string;
  email: string | null;
  name: string | null;
}

export type AuthState =
  | { status: "loading"; user: null }
  | { status: "signed-out"; user: null }
  | { status: "signed-in"; user: AuthUser };

/** Whom to sign in; the local issuer's alone, Clerk has a page of its own. */
export interface Choice {
  user_id: string;
  email?: string;
  name?: string;
}

export interface Auth {
  readonly kind: "local" | "clerk";
  getState(): AuthState;
  /** Calls back at every change of the state; returns the way to stop it. */
  subscribe(changed: () => void): () => void;
  /** A token that is good for some seconds still; null when nobody is signed in. Raises ApiError when none can be had. */
  getToken(): Promise<string | null>;
  signIn(choice?: Choice): Promise<void>;
  signOut(): Promise<void>;
}

/** The state and those who want to know of it; React reads it by useSyncExternalStore. */
export function createAuthStore(initial: AuthState) {
  let state = initial;
  const watchers = new Set<() => void>();
  return {
    get: () => state,
    set(next: AuthState) {
      state = next;
      for (const changed of watchers) changed();
    },
    subscribe(changed: () => void) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
}
