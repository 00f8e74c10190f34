import type { FormEvent, ReactNode, Ref } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorNote } from "./error-state.tsx";
import { Fields } from "./fields.tsx";

interface Props {
  /** Of useForm. */
  form: {
    formProps: { ref: Ref<HTMLFormElement>; onSubmit: (event?: FormEvent) => unknown; noValidate: true };
    submit: () => unknown;
    failure: unknown;
    busy: boolean;
    dirty: boolean;
  };
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** The verb of the button that submits: "Set price". */
  action: string;
  /** It takes something away. */
  danger?: boolean;
  /** Of the way out. */
  cancel?: string;
  /** The fields. */
  children: ReactNode;
}

/** A dialog that is one form: Enter and its button submit, what was refused is said below the fields. */
export const FormDialog = ({
  form,
  onClose,
  title,
  description,
  action,
  danger,
  cancel,
  children,
}: Props) => (
  <Dialog
    open
    onClose={onClose}
    busy={form.busy}
    keep={form.dirty}
    title={title}
    description={description}
    footer={
      <>
        <Button onClick={onClose} disabled={form.busy}>
          {cancel ?? "Cancel"}
        </Button>
        <Button variant={danger ? "danger" : "primary"} onClick={() => void form.submit()} busy={form.busy}>
          {action}
        </Button>
      </>
    }
  >
    <form {...form.formProps} className="flex flex-col gap-4">
      <Fields busy={form.busy} className="gap-4">
        {children}
      </Fields>
      {form.failure !== null && <ErrorNote error={form.failure} />}
      {/* The button of the footer stands outside of the form: Enter needs one within. */}
      <button type="submit" className="hidden" />
    </form>
  </Dialog>
);
