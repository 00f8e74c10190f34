import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { CopyBox } from "@/components/copyable.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input, Select } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { capitalised } from "@/lib/format/index.ts";
import { ROLE_MEANINGS, ROLES, type Role } from "@/lib/roles.ts";
import { formatExact } from "@/lib/time/index.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { inviteSchema } from "../schemas.ts";
import { type NewInvite, useMemberChanges } from "./queries.ts";

export const InviteDialog = ({ open, onClose }: { open: boolean; onClose: () => void }) =>
  open ? <Invite onClose={onClose} /> : null;

function Invite({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const { invite } = useMemberChanges(workspace.id);
  const [made, setMade] = useState<NewInvite | null>(null);
  const form = useForm({
    schema: inviteSchema,
    initial: { email: "", role: "member" as Role },
    onSubmit: async (value) => setMade(await invite.mutateAsync(value)),
  });
  if (made) return <Made invite={made} onClose={onClose} />;
  const options = ROLES.map((role) => ({
    value: role,
    label: role,
    disabled: role === "owner" && !workspace.may("owner"),
  }));
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Invite somebody to ${workspace.name}`}
      description="You get a link to hand over. Genesis sends no mail for it."
      action="Make the link"
    >
      <Field
        label="E-mail"
        hint="The link works only for whoever signs in with this address."
        error={form.errors.email}
      >
        {(control) => <Input {...control} {...form.text("email")} type="email" autoFocus />}
      </Field>
      <Field label="Role" hint={capitalised(`${ROLE_MEANINGS[form.values.role]}.`)} error={form.errors.role}>
        {(control) => <Select {...control} {...form.text("role")} options={options} />}
      </Field>
    </FormDialog>
  );
}

function Made({ invite, onClose }: { invite: NewInvite; onClose: () => void }) {
  const { time_zone } = useWorkspace();
  return (
    <Dialog
      open
      onClose={onClose}
      title="The invitation is ready"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p>
          Send this link to <strong className="font-semibold">{invite.email}</strong>. It works once, until{" "}
          {formatExact(invite.expires_at, time_zone)}.
        </p>
        <CopyBox text={`${window.location.origin}/invite#${invite.token}`} what="the invitation link" />
        <p className="text-muted text-sm">
          It is shown this once. If it is lost, invite the address again: the old link ends then.
        </p>
      </div>
    </Dialog>
  );
}
