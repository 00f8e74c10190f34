import type { CredentialType } from "@contracts/onboarding.ts";
import { useRef, useState } from "react";
import { Button } from "@/components/button.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Fields } from "@/components/fields.tsx";
import { Checkbox, Input } from "@/components/input.tsx";
import { toast } from "@/components/toast.tsx";
import { NOT_SAVED, useForm } from "@/lib/form.ts";
import { blank, CREDENTIALS, freeName, type SecretField } from "./credential-types.ts";
import { type Credential, useCredentials, useOnboarding } from "./queries.ts";
import { atOwnFields, nameTaken, secretForm } from "./secret-form.ts";
import { type Judged, VerdictNote } from "./verdict.tsx";

interface Props {
  type: CredentialType;
  /** The stored one whose secret this replaces, under the same name. */
  replaces?: Credential;
  onClose: () => void;
}

type Values = Record<string, string | boolean>;
type Intent = "store" | "check";

/** Takes a secret and hands it over. It is in this form alone, and gone when the form closes. */
export function CredentialDialog({ type, replaces, onClose }: Props) {
  const { save, post } = useOnboarding();
  const { data: stored, refetch } = useCredentials(true);
  const words = CREDENTIALS[type];
  const intent = useRef<Intent>("store");
  const [checking, setChecking] = useState(false);
  const [judged, setJudged] = useState<Judged | null>(null);
  const form = useForm({
    schema: secretForm(type),
    initial: { ...blank(type), name: replaces?.name ?? freeName(type, namesOf(stored, type)) } as Values,
    onSubmit: async ({ name, secret }) => {
      try {
        if (intent.current === "check") {
          setJudged(await post<Judged>("validate-credential", { type, secret }));
          return NOT_SAVED;
        }
        // Another tab may have stored one meanwhile: the list is asked anew, as the same name would replace it.
        const taken = replaces ? [] : namesOf((await refetch()).data?.credentials, type);
        if (taken.includes(name)) throw nameTaken(name);
        await save("credentials", { type, name, secret });
      } catch (error) {
        throw atOwnFields(error);
      }
      toast(`${name} is stored`, { about: "Sealed: nobody can read it again." });
      onClose();
    },
  });

  async function submit(next: Intent) {
    intent.current = next;
    setJudged(null);
    setChecking(next === "check");
    await form.submit();
    setChecking(false);
    intent.current = "store";
  }

  return (
    <Dialog
      open
      onClose={onClose}
      busy={form.busy}
      keep={form.dirty}
      title={replaces ? `Replace ${replaces.name}` : words.title}
      description={replaces ? "What is stored now is overwritten." : words.why}
      footer={
        <>
          <Button onClick={onClose} disabled={form.busy}>
            Cancel
          </Button>
          <Button onClick={() => void submit("check")} busy={checking} disabled={form.busy}>
            Check first
          </Button>
          <Button
            variant="primary"
            onClick={() => void submit("store")}
            busy={form.busy && !checking}
            disabled={form.busy}
          >
            Store
          </Button>
        </>
      }
    >
      <form {...form.formProps} autoComplete="off" className="flex flex-col gap-4">
        <details className="rounded-md bg-sunken px-3 py-2 text-sm">
          <summary className="font-medium">Where to find it</summary>
          <p className="mt-1 break-words text-muted">{words.where}</p>
        </details>
        <Fields busy={form.busy} className="gap-4">
          {words.fields.map((field) => (
            <SecretControl key={field.name} field={field} form={form} />
          ))}
          {!replaces && (
            <Field label="Name" hint="To tell it from others of its kind." error={form.errors.name}>
              {(control) => <Input {...control} {...form.text("name")} />}
            </Field>
          )}
        </Fields>
        <VerdictNote judged={judged} />
        {form.failure !== null && <ErrorNote error={form.failure} />}
        <button type="submit" className="hidden" />
      </form>
    </Dialog>
  );
}

const namesOf = (stored: readonly Credential[] | undefined, type: CredentialType): string[] =>
  (stored ?? []).filter((credential) => credential.type === type).map(({ name }) => name);

interface ControlProps {
  field: SecretField;
  form: Pick<ReturnType<typeof useForm<never, Values>>, "values" | "set" | "text" | "errors">;
}

function SecretControl({ field, form }: ControlProps) {
  const { name, label, hint, kind, optional, placeholder } = field;
  if (kind === "tick") {
    return (
      <Checkbox
        label={label}
        hint={hint}
        name={name}
        checked={form.values[name] === true}
        onChange={({ target }) => form.set(name, target.checked)}
      />
    );
  }
  return (
    <Field label={label} hint={hint} optional={optional} error={form.errors[name]}>
      {(control) => (
        <Input
          {...control}
          {...form.text(name)}
          type={kind === "secret" ? "password" : "text"}
          inputMode={kind === "number" ? "numeric" : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={placeholder}
        />
      )}
    </Field>
  );
}
