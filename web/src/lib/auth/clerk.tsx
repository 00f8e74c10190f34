// Sessions of Clerk. Loaded only where /config.json says so: nothing of it is in the first bundle.
import { ClerkProvider, useClerk, useAuth as useClerkAuth, useUser } from "@clerk/clerk-react";
import { type ReactNode, useEffect } from "react";
import { unreachable } from "../api/error.ts";
import { type Auth, type AuthUser, createAuthStore } from "./types.ts";

/** What only Clerk's hooks can do, once they are there. */
interface Hands {
  getToken: () => Promise<string | null>;
  signOut: () => Promise<void>;
  openSignIn: () => void;
}

export interface ClerkAuth extends Auth {
  readonly kind: "clerk";
  readonly publishableKey: string;
  /** For ClerkFrame: what its hooks know. */
  connect(hands: Hands, user: AuthUser | null | undefined): void;
}

export function createClerkAuth(publishableKey: string): ClerkAuth {
  const store = createAuthStore({ status: "loading", user: null });
  let hands: Hands | undefined;
  return {
    kind: "clerk",
    publishableKey,
    getState: store.get,
    subscribe: store.subscribe,
    async getToken() {
      if (store.get().status !== "signed-in") return null;
      try {
        return (await hands?.getToken()) ?? null;
      } catch (cause) {
        throw unreachable(cause);
      }
    },
    async signIn() {
      hands?.openSignIn();
    },
    async signOut() {
      await hands?.signOut();
      store.set({ status: "signed-out", user: null });
    },
    connect(given, user) {
      hands = given;
      if (user) store.set({ status: "signed-in", user });
      else if (user === null) store.set({ status: "signed-out", user: null });
    },
  };
}

/** Must stand above everything that asks who is signed in. */
export default function ClerkFrame({ auth, children }: { auth: ClerkAuth; children: ReactNode }) {
  return (
    // What a person does here is not reported to Clerk: it is asked for sessions alone.
    <ClerkProvider
      publishableKey={auth.publishableKey}
      signInUrl="/sign-in"
      afterSignOutUrl="/sign-in"
      telemetry={false}
    >
      <Bridge auth={auth} />
      {children}
    </ClerkProvider>
  );
}

/** Null: nobody is signed in. Undefined: Clerk does not know yet. */
function useClerkPerson(): AuthUser | null | undefined {
  const { isLoaded, isSignedIn } = useClerkAuth();
  const { user } = useUser();
  if (!isLoaded) return undefined;
  if (!isSignedIn) return null;
  return user
    ? { id: user.id, email: user.primaryEmailAddress?.emailAddress ?? null, name: user.fullName }
    : undefined;
}

function Bridge({ auth }: { auth: ClerkAuth }) {
  const { getToken, signOut } = useClerkAuth();
  const clerk = useClerk();
  const person = useClerkPerson();
  // One text, so that an object that is made anew at each drawing changes nothing.
  const known = JSON.stringify(person);
  useEffect(() => {
    const hands = {
      getToken: () => getToken(),
      signOut: () => signOut(),
      openSignIn: () => clerk.openSignIn(),
    };
    auth.connect(hands, known === undefined ? undefined : (JSON.parse(known) as AuthUser | null));
  }, [auth, clerk, getToken, signOut, known]);
  return null;
}
