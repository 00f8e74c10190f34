import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { cx } from "./cx.ts";

function useCopy(text: string) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // No permission: the text is on the page and can be selected.
    }
  };
  return { copied, copy };
}

interface IdProps {
  id: string;
  /** "workspace id": what is copied, for those who do not see. */
  what?: string;
  /** How many characters are shown; all when absent. */
  short?: number;
}

/** An id in mono that a click copies. */
export function CopyableId({ id, what = "id", short }: IdProps) {
  const { copied, copy } = useCopy(id);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      title={`Copy ${what}: ${id}`}
      className="group inline-flex max-w-full items-center gap-1 rounded-sm align-bottom font-mono text-muted text-xs leading-5 hover:text-ink"
    >
      <span className="truncate">{short ? id.slice(0, short) : id}</span>
      <span className="sr-only">, copy {what}</span>
      <Icon aria-hidden size={12} className={cx("shrink-0", copied ? "text-good" : "text-faint")} />
      <span role="status" className="sr-only">
        {copied && "copied"}
      </span>
    </button>
  );
}

/** A text to take along, such as a key that is shown this once. */
export function CopyBox({ text, what }: { text: string; what: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken p-2">
      <code className="min-w-0 flex-1 select-all break-all px-1 py-1 font-mono text-sm">{text}</code>
      <Button size="sm" icon={copied ? Check : Copy} onClick={copy} aria-label={`Copy ${what}`}>
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
