import { REASON_LENGTH } from "@contracts/freeze.ts";
import { z } from "zod";
import { Button } from "@/components/button.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
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
    <Dialog
      open
      onClose={onClose}
      busy={form.busy}
      title={`Freeze ${slug}?`}
      description="At once, and until it is unfrozen: nothing gets in and nothing goes out."
      footer={
        <>
          <Button onClick={onClose} disabled={form.busy}>
            Keep it as it is
          </Button>
          <Button variant="danger" onClick={() => void form.submit()} busy={form.busy}>
            Freeze workspace
          </Button>
        </>
      }
    >
      <form {...form.formProps} className="flex flex-col gap-4">
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
          {(control) => (
            <Input {...control} {...form.text("typed")} autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        {form.failure !== null && <ErrorNote error={form.failure} />}
        <button type="submit" className="hidden" />
      </form>
    </Dialog>
  );
}
