import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "./button.tsx";

interface Props {
  /** "1–50 of 1,234 workspaces", or what is known of it. */
  text: string;
  /** Absent where there is nothing that way. */
  onBack?: () => void;
  onOn?: () => void;
  /** Of the two buttons: "Newer" and "Older" for what is listed by time. */
  words?: readonly [back: string, on: string];
}

/** Below a list that does not fit on one page. */
export const Pager = ({ text, onBack, onOn, words = ["Back", "Next"] }: Props) => (
  <nav
    aria-label="Pages"
    className="flex flex-wrap items-center gap-2 border-line border-t px-4 py-2 text-muted text-sm tabular-nums"
  >
    <span className="flex-1">{text}</span>
    <Button size="sm" icon={ChevronLeft} disabled={!onBack} onClick={onBack}>
      {words[0]}
    </Button>
    <Button size="sm" icon={ChevronRight} disabled={!onOn} onClick={onOn}>
      {words[1]}
    </Button>
  </nav>
);
