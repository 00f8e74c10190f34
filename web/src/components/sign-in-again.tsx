import { LogIn } from "lucide-react";
import { useState } from "react";
import { useAuth, useServices } from "@/lib/services.tsx";
import { Button } from "./button.tsx";

/** The way back into a session that has ended, on the page that noticed it: what was typed there stays. */
export function SignInAgain() {
  const { auth } = useServices();
  const { user } = useAuth();
  const [state, setState] = useState<"asked" | "busy" | "done" | "failed">("asked");

  async function signIn() {
    setState("busy");
    try {
      // The local issuer is told who it was; Clerk asks, in a window above the page.
      await auth.signIn(
        user ? { user_id: user.id, email: user.email ?? undefined, name: user.name ?? undefined } : undefined,
      );
      setState(auth.kind === "local" ? "done" : "asked");
    } catch {
      setState("failed");
    }
  }

  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <Button size="sm" icon={LogIn} onClick={() => void signIn()} busy={state === "busy"}>
        Sign in
      </Button>
      <span role="status" className="text-sm">
        {state === "done" && "You are signed in again. Try once more."}
        {state === "failed" && "Signing in did not work. Try again in a moment."}
      </span>
    </div>
  );
}
