import { useEffect, useState } from "react";
import { formatExact, formatRelative, relativeChangesIn } from "@/lib/time/index.ts";
import { useTimeZone } from "@/lib/workspace.tsx";
import { Tooltip } from "./tooltip.tsx";

/** "3 minutes ago", kept true while it is on the page; the exact time, in the workspace's zone, on hover and focus. */
export function RelativeTime({ at }: { at: string }) {
  const timeZone = useTimeZone();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), relativeChangesIn(at, now));
    return () => clearTimeout(timer);
  }, [at, now]);
  return (
    <Tooltip text={formatExact(at, timeZone)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time is reached by the keyboard too */}
      <time dateTime={at} tabIndex={0} className="whitespace-nowrap rounded-sm">
        {formatRelative(at, now)}
      </time>
    </Tooltip>
  );
}
