import { type DnsFinding, type DnsRecord, dnsSchema } from "@contracts/onboarding.ts";
import { WandSparkles } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/button.tsx";
import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import { NOT_SAVED, useForm } from "@/lib/form.ts";
import { DnsRecords } from "../dns-findings.tsx";
import { domainOf } from "../dns-state.ts";
import { DnsVerdict } from "../dns-verdict.tsx";
import { EntriLink, type EntriSession } from "../entri-link.tsx";
import { type Saved, useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";

const SENDERS = [
  { value: "google", label: "Google (Gmail, Google Workspace)" },
  { value: "other", label: "Another mail service" },
];

type Intent = "generate" | "entri" | "verify" | "continue";
interface Answer extends Saved {
  findings: DnsFinding[];
  verified: boolean;
}

export function DnsStage(stage: StageProps) {
  const { post, save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const { dns, email, offers } = stage.progress;
  const intent = useRef<Intent>("continue");
  const [working, setWorking] = useState<Intent | null>(null);
  const [records, setRecords] = useState<readonly (DnsRecord | DnsFinding)[]>(dns?.findings ?? []);
  const [findings, setFindings] = useState<readonly DnsFinding[] | null>(dns?.findings ?? null);
  const [entri, setEntri] = useState<{ domain: string; session: EntriSession } | null>(null);
  const form = useForm({
    schema: dnsSchema,
    initial: {
      domain: dns?.domain ?? domainOf(email?.sender_email),
      sender: dns?.sender ?? (email?.provider === "smtp" ? "other" : "google"),
      dkim_selector: dns?.dkim_selector ?? "",
      spf_include: dns?.spf_include ?? "",
    },
    onSubmit: async (question) => {
      if (intent.current === "generate") {
        const answer = await post<{ records: DnsRecord[] }>("dns/generate", question);
        setFindings(null);
        setRecords(answer.records);
        return NOT_SAVED;
      }
      if (intent.current === "entri") {
        const session = await post<EntriSession>("dns/entri/session", question);
        setEntri({ domain: question.domain, session });
        return NOT_SAVED;
      }
      const answer = await save<Answer>("dns/verify", question);
      setRecords(answer.findings);
      setFindings(answer.findings);
      if (answer.verified && intent.current === "continue") await proceed();
    },
  });
  const { text, errors, values } = form;

  async function submit(next: Intent) {
    intent.current = next;
    setWorking(next);
    await form.submit();
    setWorking(null);
    intent.current = "continue";
  }

  return (
    <StageForm {...stage} form={{ ...form, busy: form.busy && working === null }}>
      <Field
        label="Sending domain"
        hint="What stands behind the @ of your sender address."
        error={errors.domain}
      >
        {(control) => (
          <Input
            {...control}
            {...text("domain")}
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="mail.example.com"
          />
        )}
      </Field>
      <Field
        label="Mail service"
        hint="Who delivers your mail: it decides which servers the records allow."
        error={errors.sender}
      >
        {(control) => <Select {...control} {...text("sender")} options={SENDERS} />}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="DKIM selector"
          optional
          hint="Names the key that your mail service signs with. It shows it beside the key."
          error={errors.dkim_selector}
        >
          {(control) => (
            <Input
              {...control}
              {...text("dkim_selector")}
              autoCapitalize="none"
              spellCheck={false}
              placeholder={values.sender === "google" ? "google" : "s1"}
            />
          )}
        </Field>
        {values.sender === "other" && (
          <Field
            label="SPF include"
            optional
            hint="The domain that your mail service wants in the SPF record, without “include:”."
            error={errors.spf_include}
          >
            {(control) => (
              <Input
                {...control}
                {...text("spf_include")}
                autoCapitalize="none"
                spellCheck={false}
                placeholder="spf.example.net"
              />
            )}
          </Field>
        )}
      </div>
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
      {entri && <EntriLink {...entri} />}
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
