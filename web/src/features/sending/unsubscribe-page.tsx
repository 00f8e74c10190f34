import { useLocation } from "@tanstack/react-router";
import { CircleCheck, MailX } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { errorOfAnswer, unreachable } from "@/lib/api/error.ts";
import { useServices } from "@/lib/services.tsx";

/** RFC 8058's one click, sent by a person: the same request as a mail program's. */
async function unsubscribe(supabaseUrl: string, signed: string): Promise<void> {
  const answer = await fetch(`${supabaseUrl}/functions/v1/unsubscribe/${signed}`, {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    credentials: "omit",
  }).catch((cause) => {
    throw unreachable(cause);
  });
  if (!answer.ok) throw errorOfAnswer(answer.status, await answer.json().catch(() => undefined));
}

/** /unsubscribe#{signed}: for the people who get the mails, who know nothing of Genesis, so nothing here names it. */
export default function UnsubscribePage() {
  const signed = useLocation({ select: (location) => location.hash });
  const { config } = useServices();
  const [state, setState] = useState<"asking" | "busy" | "done">("asking");
  const [error, setError] = useState<unknown>(null);

  async function confirm() {
    setState("busy");
    setError(null);
    try {
      await unsubscribe(config.supabase_url, signed);
      setState("done");
    } catch (raised) {
      setError(raised);
      setState("asking");
    }
  }

  return (
    <main id="main" className="mx-auto flex min-h-dvh max-w-100 flex-col justify-center px-4 py-10">
      <div className="rounded-lg border border-line bg-surface p-6">
        <h1 className="font-semibold text-xl tracking-tight">
          {state === "done" ? "You are unsubscribed" : "Unsubscribe"}
        </h1>
        {!/^[A-Za-z0-9_.-]+$/.test(signed) ? (
          <EmptyState icon={MailX} title="This link is not whole">
            Open the whole link in the mail, or answer the mail with the word STOP.
          </EmptyState>
        ) : state === "done" ? (
          <p role="status" className="mt-3 flex gap-2.5">
            <CircleCheck aria-hidden size={18} className="mt-0.5 shrink-0 text-good" />
            You will get no more of these mails. You can close this page.
          </p>
        ) : (
          <div className="mt-2 flex flex-col gap-4">
            <p className="text-muted">
              This sender will write no more mails to you. Nothing else happens, and you need no account.
            </p>
            {error !== null && (
              <>
                <ErrorNote error={error} />
                <p className="text-sm">If it does not work, answer the mail with the word STOP.</p>
              </>
            )}
            <Button variant="primary" wide onClick={() => void confirm()} busy={state === "busy"}>
              Unsubscribe
            </Button>
          </div>
        )}
      </div>
    </main>
  );
}
