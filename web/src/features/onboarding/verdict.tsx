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

/** What the provider said of a key just now. */
export function VerdictNote({ judged }: { judged: Judged }) {
  const [tone, word] = WORDS[judged.verdict];
  const note = useRef<HTMLDivElement>(null);
  // A long form hides what stands at its end.
  useEffect(() => {
    note.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={note} role="status" className="flex flex-wrap items-start gap-x-2 gap-y-1 text-sm">
      <Status tone={tone}>{word}</Status>
      <span className="min-w-0 flex-1 basis-52">{judged.message}</span>
    </div>
  );
}
