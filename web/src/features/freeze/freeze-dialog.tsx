import { REASON_LENGTH } from "@contracts/freeze.ts";
import { z } from "zod";
import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input, Textarea } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { plural } from "@/lib/format/index.ts";

interface Props {
  slug: string;
  /** How many people lose sight of it. */
  members: number;
  onClose: () => void;
  onFreeze: (reason: string) => Promise<unknown>;
}

const schemaFor = (slug: string) =>
  z.object({
    reason: z
      .string()
      .trim()
      .min(1, "is required")
      .max(REASON_LENGTH, `must have at most ${REASON_LENGTH} characters`),
    typed: z.literal(slug, { error: `This is not ${slug}` }),
  });

/** Asks for a reason and for the slug; done when the database refuses everything of the workspace. */
export function FreezeDialog({ slug, members, onClose, onFreeze }: Props) {
  const form = useForm({
    schema: schemaFor(slug),
    initial: { reason: "", typed: "" },
    onSubmit: async ({ reason }) => {
      await onFreeze(reason);
      onClose();
    },
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Freeze ${slug}?`}
      description="At once, and until it is unfrozen: nothing gets in and nothing goes out."
      action="Freeze workspace"
      cancel="Keep it as it is"
      danger
    >
      <ul className="list-disc pl-5 text-muted">
        <li>Its webhook token and API keys become invalid; the keys stay so.</li>
        <li>Its workflows are switched off, what runs is stopped, a launch under way is rolled back.</li>
        <li>{plural(members, "member")} will see the reason and nothing else.</li>
      </ul>
      <Field
        label="Reason"
        hint="Members read it, and it is kept in the audit log."
        error={form.errors.reason}
      >
        {(control) => <Textarea {...control} {...form.text("reason")} autoFocus />}
      </Field>
      <Field label={`Type ${slug} to go on`} error={form.errors.typed}>
        {(control) => <Input {...control} {...form.text("typed")} autoCapitalize="none" spellCheck={false} />}
      </Field>
    </FormDialog>
  );
}
