import type { DnsFinding, DnsRecord } from "@contracts/onboarding.ts";
import { WandSparkles } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/button.tsx";
import { NOT_SAVED, useForm } from "@/lib/form.ts";
import { DnsRecords } from "../dns-findings.tsx";
import { domainOf } from "../dns-state.ts";
import { DnsVerdict } from "../dns-verdict.tsx";
import { EntriLink, type EntriSession } from "../entri-link.tsx";
import { type Saved, useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";
import { DnsFields } from "./dns-fields.tsx";
import { dnsForm, questionOf } from "./dns-schema.ts";

type Intent = "generate" | "entri" | "verify" | "continue";
interface Answer extends Saved {
  findings: DnsFinding[];
  verified: boolean;
}

interface Answered {
  /** The question, as questionOf writes it. */
  to: string;
  records: readonly (DnsRecord | DnsFinding)[];
  findings: readonly DnsFinding[] | null;
}
const NOT_ASKED: Omit<Answered, "to"> = { records: [], findings: null };

export function DnsStage(stage: StageProps) {
  const { post, save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const { dns, email, offers } = stage.progress;
  const intent = useRef<Intent>("continue");
  const [working, setWorking] = useState<Intent | null>(null);
  // What was answered is shown as long as the form asks the same.
  const [answered, setAnswered] = useState<Answered | null>(
    dns && { to: questionOf(dns), records: dns.findings, findings: dns.findings },
  );
  const [offered, setOffered] = useState<{ to: string; domain: string; session: EntriSession } | null>(null);
  const form = useForm({
    schema: dnsForm,
    initial: {
      domain: dns?.domain ?? domainOf(email?.sender_email),
      sender: dns?.sender ?? (email?.provider === "smtp" ? "other" : "google"),
      dkim_selector: dns?.dkim_selector ?? "",
      spf_include: dns?.spf_include ?? "",
    },
    onSubmit: async (question) => {
      if (intent.current === "generate") {
        const answer = await post<{ records: DnsRecord[] }>("dns/generate", question);
        setAnswered({ to: questionOf(question), records: answer.records, findings: null });
        return NOT_SAVED;
      }
      if (intent.current === "entri") {
        const session = await post<EntriSession>("dns/entri/session", question);
        setOffered({ to: questionOf(question), domain: question.domain, session });
        return NOT_SAVED;
      }
      const answer = await save<Answer>("dns/verify", question);
      setAnswered({ to: questionOf(question), records: answer.findings, findings: answer.findings });
      if (answer.verified && intent.current === "continue") await proceed();
    },
  });
  const asked = questionOf(form.values);
  const { records, findings } = answered?.to === asked ? answered : NOT_ASKED;
  const entri = offered?.to === asked ? offered : null;

  async function submit(next: Intent) {
    intent.current = next;
    setWorking(next);
    await form.submit();
    setWorking(null);
    intent.current = "continue";
  }

  return (
    <StageForm
      {...stage}
      form={{ ...form, busy: form.busy && working === null }}
      working={form.busy && working !== null}
    >
      <DnsFields form={form} />
      {stage.mayEdit && (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => void submit("generate")} busy={working === "generate"} disabled={form.busy}>
            Show the records
          </Button>
          {offers.entri && (
            <Button
              icon={WandSparkles}
              onClick={() => void submit("entri")}
              busy={working === "entri"}
              disabled={form.busy}
            >
              Set up automatically with Entri
            </Button>
          )}
          <Button
            onClick={() => void submit("verify")}
            busy={working === "verify"}
            disabled={form.busy || (records.length === 0 && !entri)}
          >
            Verify
          </Button>
        </div>
      )}
      {entri && <EntriLink domain={entri.domain} session={entri.session} />}
      {findings && <DnsVerdict findings={findings} checkedAt={dns?.checked_at} mayEdit={stage.mayEdit} />}
      {records.length > 0 && !findings && (
        <p className="text-muted text-sm">
          Enter these where your domain is managed, at your registrar or DNS provider. Some add the domain to
          the host by themselves: then leave it off there.
        </p>
      )}
      {records.length > 0 && <DnsRecords records={records} />}
    </StageForm>
  );
}
