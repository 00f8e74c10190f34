import { useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Select } from "@/components/input.tsx";
import { LeaveGuard } from "@/components/leave-guard.tsx";
import { Panel } from "@/components/panel.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { useServices } from "@/lib/services.tsx";
import { SESSION_KEY } from "@/lib/session.ts";
import { rows } from "@/lib/supabase.ts";
import { formatExact } from "@/lib/time/index.ts";
import { useWorkspace, WORKSPACE_KEY } from "@/lib/workspace.tsx";

const schema = z.object({ time_zone: z.string().min(1, "is required") });

/** What the browser knows, with UTC and the present one, which it may not list. */
const zones = (present: string): string[] =>
  [...new Set(["UTC", present, ...Intl.supportedValuesOf("timeZone")])].sort((a, b) => a.localeCompare(b));

export function TimeZoneForm({ disabled }: { disabled: boolean }) {
  const workspace = useWorkspace();
  const { supabase } = useServices();
  const queries = useQueryClient();
  const form = useForm({
    schema,
    initial: { time_zone: workspace.time_zone },
    onSubmit: async ({ time_zone }) => {
      await rows(supabase.rpc("set_time_zone", { p_workspace_id: workspace.id, p_time_zone: time_zone }));
      // Every day of the statistics begins at another hour now.
      await Promise.all(
        [WORKSPACE_KEY, SESSION_KEY, ["w", workspace.id]].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
      toast("Time zone saved", { about: "The statistics were rolled up anew." });
    },
  });
  const changed = form.values.time_zone !== workspace.time_zone;
  return (
    <Panel title="Time zone">
      <form {...form.formProps} className="flex flex-col gap-3">
        <Field
          label="Days begin at midnight in"
          hint={`It is ${formatExact(new Date(), form.values.time_zone)} there.`}
          error={form.errors.time_zone}
        >
          {(control) => (
            <Select
              {...control}
              {...form.text("time_zone")}
              disabled={disabled}
              options={zones(workspace.time_zone).map((name) => ({ value: name, label: name }))}
            />
          )}
        </Field>
        <LeaveGuard dirty={!disabled && form.dirty} busy={form.busy} />
        {form.failure !== null && <ErrorNote error={form.failure} />}
        {!disabled && (
          <div>
            <Button type="submit" variant="primary" busy={form.busy} disabled={!changed}>
              Save time zone
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
