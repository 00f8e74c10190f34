import { useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { Button } from "@/components/button.tsx";
import { CopyableId } from "@/components/copyable.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { LeaveGuard } from "@/components/leave-guard.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/status.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { useServices } from "@/lib/services.tsx";
import { SESSION_KEY } from "@/lib/session.ts";
import { rows } from "@/lib/supabase.ts";
import { useWorkspace, WORKSPACE_KEY } from "@/lib/workspace.tsx";
import { workspaceName } from "../schemas.ts";

const schema = z.object({ name: workspaceName });

export function GeneralPanel({ disabled }: { disabled: boolean }) {
  const workspace = useWorkspace();
  const { supabase } = useServices();
  const queries = useQueryClient();
  const form = useForm({
    schema,
    initial: { name: workspace.name },
    onSubmit: async ({ name }) => {
      await rows(supabase.rpc("rename_workspace", { p_workspace_id: workspace.id, p_name: name }));
      await Promise.all(
        [WORKSPACE_KEY, SESSION_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
      toast("Name saved");
    },
  });
  const changed = form.values.name.trim() !== workspace.name;
  return (
    <Panel title="General">
      <form {...form.formProps} className="flex flex-col gap-3">
        <Field label="Name" hint="The slug stays as it is." error={form.errors.name}>
          {(control) => <Input {...control} {...form.text("name")} disabled={disabled} />}
        </Field>
        <LeaveGuard dirty={!disabled && form.dirty} busy={form.busy} />
        {form.failure !== null && <ErrorNote error={form.failure} />}
        {!disabled && (
          <div>
            <Button type="submit" variant="primary" busy={form.busy} disabled={!changed}>
              Save name
            </Button>
          </div>
        )}
      </form>
      <dl className="mt-5 grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 border-line border-t pt-4 text-sm">
        <dt className="text-muted">Slug</dt>
        <dd>
          <CopyableId id={workspace.slug} what="slug" />
        </dd>
        <dt className="text-muted">Id</dt>
        <dd className="min-w-0">
          <CopyableId id={workspace.id} what="workspace id" />
        </dd>
        <dt className="text-muted">Plan</dt>
        <dd>
          <Badge>{workspace.plan}</Badge>
        </dd>
        <dt className="text-muted">Created</dt>
        <dd>
          <RelativeTime at={workspace.created_at} />
        </dd>
      </dl>
    </Panel>
  );
}
