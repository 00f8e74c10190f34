import { address, text } from "@contracts/fields.ts";
import { LIMITS } from "@contracts/limits.ts";
import { z } from "zod";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import type { LocalAuth } from "@/lib/auth/local.ts";
import { useForm } from "@/lib/form.ts";
import { userIdOf } from "./user-id.ts";

const schema = z.object({ name: text(LIMITS.nameChars), email: address() });

/** A person whom the demonstration does not know: what signing up is in production. */
export function NewPerson({ auth, onCancel }: { auth: LocalAuth; onCancel: () => void }) {
  const form = useForm({
    schema,
    initial: { name: "", email: "" },
    onSubmit: ({ name, email }) => auth.signIn({ user_id: userIdOf(email), email, name }),
  });
  return (
    <form {...form.formProps} className="flex flex-col gap-4" aria-label="New person">
      <Field label="Name" error={form.errors.name}>
        {(control) => <Input {...control} {...form.text("name")} autoFocus />}
      </Field>
      <Field
        label="E-mail"
        error={form.errors.email}
        hint="Invitations are bound to it. Nothing is sent to it."
      >
        {(control) => <Input {...control} {...form.text("email")} type="email" />}
      </Field>
      {form.failure !== null && <ErrorNote error={form.failure} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel} disabled={form.busy}>
          Back
        </Button>
        <Button variant="primary" type="submit" busy={form.busy}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
