import { ScrollText, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { NO_WORKSPACE } from "@/lib/desk.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { Entries } from "./entries.tsx";
import { useEntries, useMeant } from "./queries.ts";
import { type AuditUrl, auditUrl } from "./url.ts";
import { Verification } from "./verification.tsx";
import { useVerify } from "./verify.ts";

const NOTHING = { workspace: "", action: "", actor: "", from: "", to: "", before: "" };

export default function AuditPage() {
  const [url, setUrl] = useUrlState(auditUrl);
  const found = useEntries(url);
  const verify = useVerify();
  // What was verified stays said, whatever the filter becomes afterwards.
  const [verified, setVerified] = useState("");
  const chain = useMeant(url.workspace);
  const name =
    chain && (chain.slug ?? (chain.id === NO_WORKSPACE ? "the chain without a workspace" : url.workspace));
  const filtered = Object.values(url).some((value) => value !== "");
  return (
    <>
      <PageHeader
        title="Audit log"
        actions={
          <Button
            icon={ShieldCheck}
            busy={verify.isPending}
            onClick={() => {
              setVerified(name ?? "all chains");
              verify.mutate(chain?.id ?? null);
            }}
          >
            Verify {name ?? "all chains"}
          </Button>
        }
      >
        Who did what, in every workspace, newest first. To check it outside of Genesis, take it along with{" "}
        <code className="font-mono text-sm">genesis audit export [slug | none] --out audit.jsonl</code>.
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Verification verify={verify} what={verified} />
        <Filters url={url} onChange={(changes) => setUrl({ ...changes, before: "" })} />
        <Panel flush>
          <Entries
            caption="Audit log"
            found={found}
            before={url.before}
            onBefore={(before) => setUrl({ before }, { push: true })}
            empty={
              <EmptyState
                icon={ScrollText}
                title={filtered ? "No entry is like that" : "No entries"}
                action={filtered && <Button onClick={() => setUrl(NOTHING)}>Show all</Button>}
              >
                {filtered
                  ? "Look for something else, or show all of them."
                  : "Every act that changes who may do what is written down here."}
              </EmptyState>
            }
          />
        </Panel>
      </div>
    </>
  );
}

interface FiltersProps {
  url: AuditUrl;
  onChange: (changes: Partial<AuditUrl>) => void;
}

const TEXTS = [
  { name: "workspace", label: "Workspace", placeholder: "Name, slug or none" },
  { name: "action", label: "Action", placeholder: "plan changed" },
  { name: "actor", label: "By", placeholder: "E-mail or user id" },
] as const;
const DAYS = [
  { name: "from", label: "From" },
  { name: "to", label: "To" },
] as const;

const Filters = ({ url, onChange }: FiltersProps) => (
  <fieldset className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
    <legend className="sr-only">Which entries</legend>
    {TEXTS.map(({ name, label, placeholder }) => (
      <Field key={name} label={label} className="sm:w-48">
        {(control) => (
          <Input
            {...control}
            type="search"
            maxLength={100}
            placeholder={placeholder}
            value={url[name]}
            onChange={({ target }) => onChange({ [name]: target.value })}
          />
        )}
      </Field>
    ))}
    {DAYS.map(({ name, label }) => (
      <Field key={name} label={label} className="sm:w-40">
        {(control) => (
          <Input
            {...control}
            type="date"
            value={url[name]}
            onChange={({ target }) => onChange({ [name]: target.value })}
          />
        )}
      </Field>
    ))}
  </fieldset>
);
