import type { DnsFinding, DnsRecord } from "@contracts/onboarding.ts";
import { useRef, useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { useForm } from "@/lib/form.ts";
import { hostOf } from "../address.ts";
import { DnsRecords } from "../dns-findings.tsx";
import { domainOf } from "../dns-state.ts";
import { type Saved, useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";
import { trackingForm } from "./dns-schema.ts";

type Intent = "setup" | "verify" | "continue";
interface Verified extends Saved {
  finding: DnsFinding;
  verified: boolean;
}

export function TrackingStage(stage: StageProps) {
  const { save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const { tracking, email } = stage.progress;
  const intent = useRef<Intent>("continue");
  const [working, setWorking] = useState<Intent | null>(null);
  // Shown as long as the form names the same domain.
  const [answered, setAnswered] = useState<{ of: string; record: DnsRecord | DnsFinding } | null>(null);
  const [noted, setNoted] = useState(tracking?.domain ?? null);
  const own = domainOf(email?.sender_email);
  const form = useForm({
    schema: trackingForm,
    initial: { tracking_domain: tracking?.domain ?? (own && `track.${own}`) },
    onSubmit: async ({ tracking_domain }) => {
      // Noting a domain anew takes back its proof, so that it happens only for another one, or on demand.
      if (intent.current === "setup" || tracking_domain !== noted) {
        const answer = await save<Saved & { record: DnsRecord }>("tracking/setup", { tracking_domain });
        setNoted(tracking_domain);
        setAnswered({ of: tracking_domain, record: answer.record });
      }
      if (intent.current === "setup") return;
      const answer = await save<Verified>("tracking/verify");
      setAnswered({ of: tracking_domain, record: answer.finding });
      if (answer.verified && intent.current === "continue") await proceed();
    },
  });

  async function submit(next: Intent) {
    intent.current = next;
    setWorking(next);
    await form.submit();
    setWorking(null);
    intent.current = "continue";
  }

  const domain = hostOf(form.values.tracking_domain);
  const record = answered?.of === domain ? answered.record : null;
  const verifiedAt = tracking?.domain === domain ? tracking.verified_at : null;
  return (
    <StageForm
      {...stage}
      form={{ ...form, busy: form.busy && working === null }}
      working={form.busy && working !== null}
    >
      <Field
        label="Tracking domain"
        hint="A name below your own domain that nothing else uses. Links in your mails lead through it, so that clicks are counted under your name and not under ours."
        error={form.errors.tracking_domain}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text("tracking_domain")}
            onBlur={() => domain !== form.values.tracking_domain && form.set("tracking_domain", domain)}
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="track.example.com"
          />
        )}
      </Field>
      {stage.mayEdit && (
        <div className="flex flex-wrap gap-2">
          {!verifiedAt && (
            <Button onClick={() => void submit("setup")} busy={working === "setup"} disabled={form.busy}>
              Show the record
            </Button>
          )}
          <Button onClick={() => void submit("verify")} busy={working === "verify"} disabled={form.busy}>
            Verify
          </Button>
        </div>
      )}
      {verifiedAt ? (
        <Banner tone="info" title="The domain leads to Genesis">
          <p className="text-sm">
            Seen <RelativeTime at={verifiedAt} />. Links of the next mails go through it.
          </p>
        </Banner>
      ) : (
        record?.value && (
          <p className="text-muted text-sm">
            Enter this record where your domain is managed, then verify. Until it is seen, links lead through
            Genesis&rsquo;s own address.
          </p>
        )
      )}
      {record && <DnsRecords records={[record]} />}
    </StageForm>
  );
}
