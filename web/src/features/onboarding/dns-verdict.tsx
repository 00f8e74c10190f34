import type { DnsFinding } from "@contracts/onboarding.ts";
import { Banner } from "@/components/banner.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { summaryOf } from "./dns-state.ts";

interface Props {
  findings: readonly DnsFinding[];
  checkedAt: string | undefined;
  mayEdit: boolean;
}

/** What the last check found, in a sentence, and when. */
export function DnsVerdict({ findings, checkedAt, mayEdit }: Props) {
  const { verified, sentence } = summaryOf(findings);
  return (
    <Banner tone={verified ? "info" : "warn"} title={sentence}>
      <p className="text-sm">
        {!verified &&
          mayEdit &&
          "Add or change what is named below, then verify again: an answer can take an hour to spread. Skip for now if you do not want to wait. "}
        {checkedAt && (
          <>
            Asked <RelativeTime at={checkedAt} />.
          </>
        )}
      </p>
    </Banner>
  );
}
