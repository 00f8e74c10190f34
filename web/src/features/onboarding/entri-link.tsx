import { ExternalLink } from "lucide-react";
import { Banner } from "@/components/banner.tsx";
import { buttonClass } from "@/components/button.tsx";
import { plural } from "@/lib/format/index.ts";

/** What POST onboarding/dns/entri/session answers. */
export interface EntriSession {
  link: string;
  records: readonly { type: string; host: string }[];
}

/**
 * The way to Entri's own page, in a tab of its own: its script is not loaded here. That page knows nothing of Genesis,
 * and tells it nothing; what it did, Verify sees in the DNS.
 */
export const EntriLink = ({ domain, session }: { domain: string; session: EntriSession }) => (
  <Banner tone="info" title={`Entri is ready for ${domain}`}>
    <p className="text-sm">
      It signs you in where the domain is managed and enters {plural(session.records.length, "record")} there.
      A DKIM key is not among them: only your mail service knows it. Come back when it is done, and verify.
    </p>
    <a
      href={session.link}
      target="_blank"
      rel="noopener noreferrer"
      className={`${buttonClass({ variant: "primary", size: "sm" })} mt-2`}
    >
      <ExternalLink aria-hidden size={14} />
      Open Entri
      <span className="sr-only"> in a new tab</span>
    </a>
  </Banner>
);
