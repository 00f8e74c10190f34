import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input, Select } from "@/components/input.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { formatUsd } from "@/lib/format/index.ts";
import { type Budget, useSetBudget } from "./queries.ts";
import { budgetSchema, PLANS } from "./schemas.ts";

/** Plan and limit of one workspace. */
export function BudgetDialog({ budget, onClose }: { budget: Budget; onClose: () => void }) {
  const set = useSetBudget(budget);
  const form = useForm({
    schema: budgetSchema,
    initial: { plan: budget.plan, limit: budget.own_limit_usd === null ? "" : String(budget.own_limit_usd) },
    onSubmit: async (value) => {
      await set.mutateAsync(value);
      toast("Saved", { about: `The budget of ${budget.name} holds at once.` });
      onClose();
    },
  });
  const ofPlan = budget.plan_limit_usd === null ? "no limit" : `${formatUsd(budget.plan_limit_usd)} a month`;
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Budget of ${budget.name}`}
      description={`${formatUsd(budget.settled_usd)} spent and ${formatUsd(budget.reserved_usd)} reserved this month (UTC). What was spent stays spent under a lower limit; nothing new starts then.`}
      action="Save"
    >
      <Field label="Plan" error={form.errors.plan}>
        {(control) => (
          <Select
            {...control}
            {...form.text("plan")}
            options={PLANS.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
      <Field
        label="Limit in US dollars a month"
        optional
        // Only the present plan's limit is known here: the database holds the others.
        hint={
          form.values.plan === budget.plan
            ? `Empty: the plan's, ${ofPlan}. 0 lets nothing start.`
            : "Empty: the new plan's. 0 lets nothing start."
        }
        error={form.errors.limit}
      >
        {(control) => <Input {...control} {...form.text("limit")} inputMode="decimal" autoFocus />}
      </Field>
    </FormDialog>
  );
}
