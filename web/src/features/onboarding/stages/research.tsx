import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input, Textarea } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { CredentialRow } from "../credential-row.tsx";
import { type Credential, useCredentials, useOnboarding } from "../queries.ts";
import { saveFile } from "../save-file.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";
import { inputText, researchForm } from "./research-schema.ts";

export function ResearchStage(stage: StageProps) {
  const { mayEdit, progress } = stage;
  const { save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const credentials = useCredentials(mayEdit);
  const form = useForm({
    schema: researchForm,
    initial: {
      actor_id: progress.research?.actor_id ?? "",
      input: inputText(progress.research?.input),
    },
    onSubmit: async (value) => {
      await save("apify", value);
      await proceed();
    },
  });
  const key = (type: Credential["type"]) =>
    mayEdit && (
      <ul className="rounded-md border border-line">
        <CredentialRow
          type={type}
          stored={credentials.data?.filter((c) => c.type === type)}
          needed={progress.credentials_required.includes(type)}
          missing={progress.credentials_missing.includes(type)}
          mayEdit={mayEdit}
        />
      </ul>
    );
  return (
    <div className="flex flex-col gap-6">
      {mayEdit && credentials.error && <ErrorNote error={credentials.error} aside />}
      {mayEdit && (
        <>
          <section aria-labelledby="relevance" className="flex flex-col gap-3">
            <div>
              <h2 id="relevance" className="font-semibold">
                Research with Relevance AI
              </h2>
              <p className="max-w-prose text-muted text-sm">
                A ready tool that reads up on a company, with your brand filled in. Download it, import it in
                Relevance AI under Tools, then store its key here.
              </p>
            </div>
            <ToolDownload slug={progress.workspace.slug} />
            {key("relevance_config")}
          </section>
          <section aria-labelledby="cse" className="flex flex-col gap-3 border-line border-t pt-5">
            <div>
              <h2 id="cse" className="font-semibold">
                Search with Google
              </h2>
              <p className="text-muted text-sm">A search engine of your own finds news about your leads.</p>
            </div>
            {key("google_cse")}
          </section>
        </>
      )}
      <section
        aria-labelledby="apify"
        className="flex flex-col gap-4 border-line border-t pt-5 first:border-0 first:pt-0"
      >
        <div>
          <h2 id="apify" className="font-semibold">
            Lead scraping with Apify
          </h2>
          <p className="max-w-prose text-muted text-sm">
            An Apify actor collects leads from the web for you. Its token is checked when you save; skip the
            stage if you import your leads yourself.
          </p>
        </div>
        {key("apify")}
        <StageForm {...stage} form={form}>
          <Field
            label="Actor"
            optional
            hint="As Apify names it, owner/name: the one that finds your kind of leads."
            error={form.errors.actor_id}
          >
            {(control) => (
              <Input
                {...control}
                {...form.text("actor_id")}
                autoCapitalize="none"
                spellCheck={false}
                placeholder="apify/web-scraper"
              />
            )}
          </Field>
          <Field
            label="Input of the actor"
            optional
            hint="What the actor is started with, as JSON. Apify shows it under the actor's Input → JSON."
            error={form.errors.input}
          >
            {(control) => (
              <Textarea
                {...control}
                {...form.text("input")}
                rows={5}
                spellCheck={false}
                className="font-mono text-sm"
                placeholder="{ }"
              />
            )}
          </Field>
        </StageForm>
      </section>
    </div>
  );
}

function ToolDownload({ slug }: { slug: string }) {
  const { get } = useOnboarding();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function download() {
    setBusy(true);
    setFailure(null);
    try {
      saveFile(`genesis-research-${slug}.json`, await get<object>("relevance-tool-download"));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-col items-start gap-2">
      <Button icon={Download} onClick={() => void download()} busy={busy}>
        Download the tool
      </Button>
      {failure !== null && <ErrorNote error={failure} />}
    </div>
  );
}
