// What the way of a webhook token to n8n means in people's words, and what may be asked for meanwhile.
import type { TokenHanding, TokenState } from "@contracts/webhook-token.ts";
import type { Tone } from "@/components/status.tsx";
import { plural } from "@/lib/format/index.ts";

interface Words {
  tone: Tone;
  word: string;
  /** For whoever wonders what that means. */
  about: string;
}

const WORDS: Readonly<Record<TokenHanding, Words>> = {
  legacy: {
    tone: "neutral",
    word: "by hand",
    about: "An operator makes it and enters it in this workspace's own n8n.",
  },
  none: { tone: "neutral", word: "none yet", about: "The first launch makes one and gives it to n8n." },
  launching: { tone: "busy", word: "launching", about: "The launch under way gives it to n8n." },
  no_server: { tone: "neutral", word: "in the vault", about: "The next launch gives it to n8n." },
  waiting: { tone: "busy", word: "on its way to n8n", about: "The server is asked to take it." },
  failed: { tone: "bad", word: "not handed over", about: "The server did not take it." },
  done: { tone: "good", word: "in n8n", about: "n8n sends it with everything that it reports." },
};

export function tokenWords({ handing, attempts }: Pick<TokenState, "handing" | "attempts">): Words {
  const words = WORDS[handing];
  // The first try is under way at once.
  const tried = handing === "waiting" && attempts !== null && attempts > 1;
  return tried
    ? {
        ...words,
        about: `The server does not answer: ${plural(attempts, "try", "tries")} so far. It goes on.`,
      }
    : words;
}

/** Whether something changes by itself, so that the page has to look again. */
export const isUnderWay = (handing: TokenHanding | undefined): boolean =>
  handing === "waiting" || handing === "launching";

export type TokenAct = "rotate" | "again";

/** What an admin may ask for now. */
export function actOf(handing: TokenHanding): TokenAct | null {
  if (handing === "failed") return "again";
  return handing === "done" || handing === "no_server" ? "rotate" : null;
}

/** n8n has, or may have, a token that is refused: what it reports is lost until it gets the valid one. */
export const isCutOff = ({ handing, previous_until }: TokenState): boolean =>
  (handing === "waiting" || handing === "failed") && previous_until === null;
