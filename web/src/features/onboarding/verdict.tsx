import type { Verdict } from "@contracts/onboarding.ts";
import { useEffect, useRef } from "react";
import { Status, type Tone } from "@/components/status.tsx";

export interface Judged {
  verdict: Verdict;
  message: string;
}

const WORDS: Record<Verdict, [Tone, string]> = {
  ok: ["good", "works"],
  wrong: ["bad", "wrong"],
  expired: ["bad", "expired"],
  unreachable: ["warn", "not reached"],
  unsupported: ["neutral", "not checked"],
};

/** What the provider said of a key just now. It stands on the page before it has anything to say, so that it is read out. */
export function VerdictNote({ judged }: { judged: Judged | null }) {
  const [tone, word] = WORDS[judged?.verdict ?? "ok"];
  const note = useRef<HTMLDivElement>(null);
  // A long form hides what stands at its end.
  useEffect(() => {
    if (judged) note.current?.scrollIntoView({ block: "nearest" });
  }, [judged]);
  return (
    <div
      ref={note}
      role="status"
      className={judged ? "flex scroll-my-4 flex-wrap items-start gap-x-2 gap-y-1 text-sm" : "sr-only"}
    >
      {judged && (
        <>
          <Status tone={tone}>{word}</Status>
          <span className="min-w-0 flex-1 basis-52">{judged.message}</span>
        </>
      )}
    </div>
  );
}
