import type { FreezeStatus } from "@contracts/freeze.ts";
import { Banner } from "@/components/banner.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { usePeople } from "@/lib/desk.ts";

/** Why it is frozen, since when, and by whom. Only while it is. */
export function FrozenBanner({ status }: { status: FreezeStatus }) {
  const { reason, frozen_at, frozen_by } = status;
  const people = usePeople(frozen_by ? [frozen_by] : []);
  const who = frozen_by && (people.get(frozen_by)?.email ?? frozen_by);
  return (
    <Banner tone="bad" title="Frozen">
      <p className="font-medium">{reason}</p>
      <p className="text-muted text-sm">
        {frozen_at && <RelativeTime at={frozen_at} />}
        {who && `, by ${who}`}. Members read this reason and nothing else.
      </p>
    </Banner>
  );
}
