import { Link } from "@tanstack/react-router";
import { buttonClass } from "@/components/button.tsx";
import { Panel } from "@/components/panel.tsx";
import { Status, type Tone } from "@/components/status.tsx";
import type { OpenWorkspace } from "@/lib/workspace.tsx";
import { useSendingState } from "./queries.ts";
import type { Budget } from "./types.ts";

interface Check {
  tone: Tone;
  word: string;
  sentence: string;
  to?: { path: string; label: string };
}

interface State {
  ignition: string | null;
  activeCampaigns: number;
  hasLeads: boolean;
}

const budgetIsSpent = (budget: Budget | null): boolean =>
  budget?.limit_usd != null && budget.settled_usd + budget.reserved_usd >= budget.limit_usd;

/** What a mail needs, in the order in which it is needed; what is missing says what to do. */
export function checksOf(state: State, budget: Budget | null): Check[] {
  const launched = state.ignition === "active";
  return [
    launched
      ? { tone: "good", word: "done", sentence: "The workspace is launched: its workflows are live." }
      : {
          tone: "bad",
          word: "missing",
          sentence: "The workspace is not launched, so nothing can send.",
          to: { path: "launch", label: "Open launch" },
        },
    state.activeCampaigns > 0
      ? { tone: "good", word: "done", sentence: "A campaign is active." }
      : { tone: "bad", word: "missing", sentence: "No campaign is active." },
    state.hasLeads
      ? { tone: "good", word: "done", sentence: "Leads were imported." }
      : {
          tone: "warn",
          word: "look",
          sentence: "No list of leads was imported yet: campaigns write to leads.",
        },
    budgetIsSpent(budget)
      ? {
          tone: "bad",
          word: "spent",
          sentence:
            "This month's budget is spent, so research and writing wait for the next month or a higher limit.",
        }
      : { tone: "good", word: "room", sentence: "The budget has room." },
    {
      tone: "neutral",
      word: "note",
      sentence: "Mails go out inside the sending window alone, in the workspace's time zone.",
    },
  ];
}

export function WhyIdle({ workspace, budget }: { workspace: OpenWorkspace; budget: Budget | null }) {
  const state = useSendingState(workspace.id, true);
  if (!state.data) return null;
  return (
    <Panel title="Why is nothing sending?" about="No mail was sent in these days.">
      <ul className="flex flex-col gap-2">
        {checksOf(state.data, budget).map(({ tone, word, sentence, to }) => (
          <li key={sentence} className="flex flex-wrap items-center gap-3">
            <span className="w-20">
              <Status tone={tone}>{word}</Status>
            </span>
            <span className="min-w-0 flex-1 basis-48">{sentence}</span>
            {to && (
              <Link to={`/w/${workspace.slug}/${to.path}`} className={buttonClass({ size: "sm" })}>
                {to.label}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
