import type { OpenPermit } from "@contracts/freeze.ts";
import { Banner } from "@/components/banner.tsx";
import { plural } from "@/lib/format/index.ts";
import { useNow } from "@/lib/time/use-now.ts";
import { formatMoment } from "./moment.ts";

/** Send permits from before the freeze: until the last of them ends, a mail may still leave. */
export function OpenPermits({ permits }: { permits: readonly OpenPermit[] }) {
  const now = useNow(permits.length > 0);
  const open = permits.map(({ expires_at }) => expires_at).filter((at) => Date.parse(at) > now);
  const last = open.sort().at(-1);
  if (!last) return null;
  return (
    <Banner tone="warn" title={`${plural(open.length, "send permit")} still open`}>
      Given before the freeze: a mail may still leave until <time dateTime={last}>{formatMoment(last)}</time>,
      for another <span className="tabular-nums">{Math.ceil((Date.parse(last) - now) / 1_000)} s</span>.
    </Banner>
  );
}
