import { Link } from "@tanstack/react-router";
import { z } from "zod";
import { Button, buttonClass } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { Panel } from "@/components/panel.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { formatDuration } from "@/lib/time/index.ts";
import { useNow } from "@/lib/time/use-now.ts";
import { useBreakGlass } from "./queries.ts";

/** The shortest that genesis.break_glass_grants takes. */
const SHORTEST_REASON = 5;
const schema = z.object({
  reason: z.string().trim().min(SHORTEST_REASON, `must have at least ${SHORTEST_REASON} characters`).max(500),
});

/** Opens the workspace's data to this operator's reading, for an hour; frozen or not. */
export function BreakGlassPanel({ workspaceId, slug }: { workspaceId: string; slug: string }) {
  const { grant, open, close } = useBreakGlass(workspaceId);
  const now = useNow(grant.data != null);
  const left = grant.data ? Date.parse(grant.data.expires_at) - now : 0;
  const form = useForm({
    schema,
    initial: { reason: "" },
    onSubmit: async ({ reason }) => {
      await open.mutateAsync(reason);
      form.reset();
      toast(`${slug} is open to you for an hour`);
    },
  });
  return (
    <Panel
      title="Break glass"
      about="Reading for an hour, never writing. The workspace's admins see it in their audit log."
    >
      {grant.data && left > 0 ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-60 break-words">
            Open to you for another <span className="tabular-nums">{formatDuration(left)}</span>:{" "}
            <span className="text-muted">{grant.data.reason}</span>
          </p>
          <Link to="/w/$slug" params={{ slug }} className={buttonClass({ size: "sm" })}>
            Look inside
          </Link>
          <Button
            size="sm"
            busy={close.isPending}
            onClick={() => close.mutate(undefined, { onSuccess: () => toast(`${slug} is closed to you`) })}
          >
            Close
          </Button>
        </div>
      ) : (
        <form {...form.formProps} className="flex flex-wrap items-start gap-3">
          <Field
            label="Reason"
            hint="Such as the ticket that asks for it."
            error={form.errors.reason}
            className="min-w-60 flex-1"
          >
            {(control) => <Input {...control} {...form.text("reason")} />}
          </Field>
          <Button type="submit" busy={form.busy} className="sm:mt-6">
            Open for reading
          </Button>
        </form>
      )}
      {(form.failure ?? close.error ?? grant.error) !== null && (
        <div className="mt-3">
          <ErrorNote error={form.failure ?? close.error ?? grant.error} />
        </div>
      )}
    </Panel>
  );
}
