import { useQuery } from "@tanstack/react-query";
import { ChevronRight, UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ErrorNote, ErrorState } from "@/components/error-state.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import type { LocalAuth, LocalUser } from "@/lib/auth/local.ts";
import { NewPerson } from "./new-person.tsx";

/** The local issuer asks for no password: it is for development, and says so. */
export function LocalSignIn({ auth }: { auth: LocalAuth }) {
  const users = useQuery({ queryKey: ["local-users"], queryFn: () => auth.users() });
  const [under, setUnder] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [fresh, setFresh] = useState(false);

  async function choose({ id, email, name }: LocalUser) {
    setUnder(id);
    setError(null);
    try {
      await auth.signIn({ user_id: id, email, name });
    } catch (raised) {
      setError(raised);
      setUnder(null);
    }
  }

  return (
    <div className="rounded-lg border border-line bg-surface">
      <div className="px-5 pt-5 pb-4">
        <h1 className="font-semibold text-xl tracking-tight">Sign in</h1>
        <p className="mt-0.5 text-muted">
          This is the local stack: choose whom to be. In production Clerk asks who you are.
        </p>
      </div>
      {users.error ? (
        <ErrorState error={users.error} onRetry={() => void users.refetch()} />
      ) : (
        <ul aria-label="People of the demonstration" className="border-line border-t">
          {users.data
            ? users.data.map((user) => (
                <li key={user.id} className="border-line border-b">
                  <button
                    type="button"
                    onClick={() => void choose(user)}
                    disabled={under !== null}
                    aria-busy={under === user.id}
                    className="-outline-offset-2 flex w-full items-center gap-3 px-5 py-2.5 text-left hover:bg-hover disabled:opacity-60"
                  >
                    <Initial of={user.name} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-medium">
                        {user.name}
                        <span className="ml-2 font-normal text-muted">{user.about}</span>
                      </span>
                      <span className="block truncate text-faint text-sm">{user.email}</span>
                    </span>
                    <ChevronRight aria-hidden size={16} className="text-faint" />
                  </button>
                </li>
              ))
            : ["a", "b", "c", "d"].map((key) => (
                <li key={key} className="flex h-15 items-center gap-3 border-line border-b px-5">
                  <Skeleton className="size-8 rounded-full" />
                  <Skeleton className="h-4 w-44" />
                </li>
              ))}
        </ul>
      )}
      {error !== null && (
        <div className="px-5 pt-4">
          <ErrorNote error={error} />
        </div>
      )}
      <div className="px-5 py-4">
        {fresh ? (
          <NewPerson auth={auth} onCancel={() => setFresh(false)} />
        ) : (
          <Button wide icon={UserPlus} onClick={() => setFresh(true)} disabled={under !== null}>
            New person
          </Button>
        )}
      </div>
    </div>
  );
}

const Initial = ({ of }: { of: string }) => (
  <span
    aria-hidden
    className="flex size-8 shrink-0 items-center justify-center rounded-full bg-selected font-semibold text-sm uppercase"
  >
    {of.slice(0, 1)}
  </span>
);
