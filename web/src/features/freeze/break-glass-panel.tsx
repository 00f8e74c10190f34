import { Link } from "@tanstack/react-router";
import { z } from "zod";
import { Button, buttonClass } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { Panel } from "@/components/panel.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { useFreezeActs } from "./queries.ts";

/** The shortest that genesis.break_glass_grants takes. */
const SHORTEST_REASON = 5;
const schema = z.object({
  reason: z.string().trim().min(SHORTEST_REASON, `must have at least ${SHORTEST_REASON} characters`).max(500),
});

/** Opens the workspace's data to this operator's reading, for an hour. */
export function BreakGlassPanel({ workspaceId, slug }: { workspaceId: string; slug: string }) {
  const { open, close } = useFreezeActs(workspaceId);
  const form = useForm({
    schema,
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      await open.mutateAsync(reason);
      toast(`${slug} is open to you for an hour`);
    },
  });
  return (
    <Panel
      title="Break glass"
      about="Reading for an hour, never writing; the reason is kept in the audit log."
    >
      <form {...form.formProps} className="flex flex-wrap items-end gap-3">
        <Field label="Reason" error={form.errors.reason} className="min-w-60 flex-1">
          {(control) => <Input {...control} {...form.text("reason")} />}
        </Field>
        <Button type="submit" busy={form.busy}>
          Open for reading
        </Button>
        <Button
          variant="ghost"
          busy={close.isPending}
          onClick={() => close.mutate(undefined, { onSuccess: () => toast("Closed") })}
        >
          Close
        </Button>
        {open.isSuccess && (
          <Link to={`/w/${slug}/dashboard`} className={buttonClass({ variant: "ghost" })}>
            Look at its dashboard
          </Link>
        )}
      </form>
      {form.failure !== null && <ErrorNote error={form.failure} />}
      {close.error !== null && <ErrorNote error={close.error} />}
    </Panel>
  );
}
