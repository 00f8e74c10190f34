import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import type { useForm } from "@/lib/form.ts";
import { hostOf } from "../address.ts";
import type { dnsForm } from "./dns-schema.ts";

const SENDERS = [
  { value: "google", label: "Google (Gmail, Google Workspace)" },
  { value: "other", label: "Another mail service" },
];

export type DnsValues = {
  domain: string;
  sender: "google" | "other";
  dkim_selector: string;
  spf_include: string;
};

interface Props {
  form: Pick<ReturnType<typeof useForm<typeof dnsForm, DnsValues>>, "values" | "set" | "text" | "errors">;
}

/** What is asked of the DNS: of which domain, and who sends for it. */
export function DnsFields({ form: { values, set, text, errors } }: Props) {
  /** Shows what a pasted address is taken for. */
  function tidy(name: "domain" | "spf_include") {
    const host = hostOf(values[name]);
    if (host !== values[name]) set(name, host);
  }

  return (
    <>
      <Field
        label="Sending domain"
        hint="What stands behind the @ of your sender address."
        error={errors.domain}
      >
        {(control) => (
          <Input
            {...control}
            {...text("domain")}
            onBlur={() => tidy("domain")}
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
                onBlur={() => tidy("spf_include")}
                autoCapitalize="none"
                spellCheck={false}
                placeholder="spf.example.net"
              />
            )}
          </Field>
        )}
      </div>
    </>
  );
}
