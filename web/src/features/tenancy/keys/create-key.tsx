import { useState } from "react";
import { z } from "zod";
import { Button } from "@/components/button.tsx";
import { CopyBox } from "@/components/copyable.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { keyName } from "../schemas.ts";
import { type NewKey, useKeyChanges } from "./queries.ts";

const schema = z.object({ name: keyName });

export const CreateKey = ({ open, onClose }: { open: boolean; onClose: () => void }) =>
  open ? <Create onClose={onClose} /> : null;

function Create({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const { create } = useKeyChanges(workspace.id);
  const [made, setMade] = useState<NewKey | null>(null);
  const form = useForm({
    schema,
    initial: { name: "" },
    onSubmit: async ({ name }) => setMade(await create.mutateAsync(name)),
  });
  if (made) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={`The key ${made.name}`}
        footer={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          <CopyBox text={made.key} what="the key" />
          <p className="text-muted text-sm">
            It is shown this once: Genesis keeps only its hash. Send it as x-api-key.
          </p>
        </div>
      </Dialog>
    );
  }
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="New API key"
      description={`It reads costs and usage of ${workspace.name}.`}
      action="Make the key"
    >
      <Field label="Name" hint="What uses it: “Monthly report”." error={form.errors.name}>
        {(control) => <Input {...control} {...form.text("name")} autoFocus />}
      </Field>
    </FormDialog>
  );
}
