import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { Choice } from "../choice.tsx";
import { useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";
import { emailForm, inWords } from "./email-schema.ts";
import { GoogleConsent, useGoogleStart } from "./google-consent.tsx";

const PROVIDERS = [
  {
    value: "gmail",
    label: "Gmail or Google Workspace",
    about: "Mails leave from a Google mailbox, over Google's own interface.",
  },
  {
    value: "smtp",
    label: "Any other mailbox (SMTP)",
    about: "Mails leave over SMTP, and replies are read over IMAP.",
  },
] as const;

/** What a new mailbox can send without being taken for a spammer. */
const CAUTIOUS_CAP = 30;

export function EmailStage(stage: StageProps) {
  const { save } = useOnboarding();
  const { time_zone, slug } = useWorkspace();
  const proceed = useProceed(stage.stage);
  const startConsent = useGoogleStart();
  const thenConsent = useRef(false);
  const email = stage.progress.email;
  const form = useForm({
    schema: emailForm,
    initial: {
      provider: email?.provider ?? ("gmail" as "gmail" | "smtp"),
      sender_email: email?.sender_email ?? "",
      test_email: email?.test_email ?? "",
      daily_cap: String(email?.daily_cap ?? CAUTIOUS_CAP),
      window_start: email?.window_start ?? "09:00",
      window_end: email?.window_end ?? "17:00",
    },
    onSubmit: async (value) => {
      await save("email-provider", value);
      await (thenConsent.current ? startConsent() : proceed());
    },
  });
  const { text, errors, values } = form;

  async function connect() {
    thenConsent.current = true;
    try {
      await form.submit();
    } finally {
      thenConsent.current = false;
    }
  }

  return (
    <StageForm {...stage} form={form}>
      <Choice
        legend="Mail provider"
        name="provider"
        options={PROVIDERS}
        value={values.provider}
        onChange={(provider) => form.set("provider", provider)}
      />
      <Field
        label="Sender address"
        hint="Mails leave from it and answers come back to it. Best is a domain of its own beside your main one."
        error={errors.sender_email}
      >
        {(control) => (
          <Input
            {...control}
            {...text("sender_email")}
            type="email"
            inputMode="email"
            autoCapitalize="none"
            autoComplete="email"
            placeholder="ada@mail.example.com"
          />
        )}
      </Field>
      {values.provider === "gmail" && (
        <GoogleConsent {...stage} busy={form.busy} onConnect={() => void connect()} />
      )}
      <Field
        label="Test address"
        optional
        hint="An inbox of yours. Test runs write there, so that no lead gets a draft."
        error={errors.test_email}
      >
        {(control) => (
          <Input {...control} {...text("test_email")} type="email" inputMode="email" autoCapitalize="none" />
        )}
      </Field>
      <Field
        label="Daily limit"
        hint="Mails a day, at most. A new mailbox that sends many at once is taken for a spammer: begin low, and raise it week by week."
        error={errors.daily_cap}
        className="max-w-90"
      >
        {(control) => <Input {...control} {...text("daily_cap")} type="number" min={1} max={2000} />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Send from" error={errors.window_start}>
          {(control) => <Input {...control} {...text("window_start")} type="time" />}
        </Field>
        <Field label="Send until" error={inWords(errors.window_end)}>
          {(control) => <Input {...control} {...text("window_end")} type="time" />}
        </Field>
        <p className="-mt-3 text-muted text-sm sm:col-span-2">
          Mails leave between these times alone, in the workspace&rsquo;s time zone, {time_zone}. It is
          changed in the{" "}
          <Link to={`/w/${slug}/settings`} className="rounded-sm text-accent underline underline-offset-2">
            settings
          </Link>
          .
        </p>
      </div>
    </StageForm>
  );
}
