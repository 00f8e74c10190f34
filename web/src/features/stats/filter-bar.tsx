import { cx } from "@/components/cx.ts";
import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import { addDays, type Period, RANGES, type Range } from "./period.ts";
import type { Dashboard } from "./types.ts";
import type { DashboardUrl } from "./url.ts";

interface Props {
  url: DashboardUrl;
  period: Period;
  today: string;
  groups: readonly { id: string; name: string }[];
  campaigns: Dashboard["campaigns"];
  onChange: (changes: Partial<DashboardUrl>) => void;
}

/** Range, group and campaign; all of it in the address. */
export function FilterBar({ url, period, today, groups, campaigns, onChange }: Props) {
  const listed = campaigns.filter((c) => !url.group || c.campaign_group_id === url.group);
  const chooseRange = (range: Range): void =>
    onChange(range === "custom" ? { range, ...period } : { range, from: "", to: "" });
  return (
    <fieldset className="mb-5 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <legend className="sr-only">What is shown</legend>
      <Field label="Period" className={cx(url.range !== "custom" && "max-sm:col-span-2")}>
        {(control) => (
          <Select
            {...control}
            className="sm:w-40"
            value={url.range}
            onChange={(event) => chooseRange(event.target.value as Range)}
            options={[
              ...RANGES.map((days) => ({ value: days, label: `Last ${days} days` })),
              { value: "custom", label: "Other days …" },
            ]}
          />
        )}
      </Field>
      {url.range === "custom" && (
        <>
          <Field label="From">
            {(control) => (
              <Input
                {...control}
                type="date"
                value={period.from}
                max={period.to}
                onChange={(event) => event.target.value && onChange({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label="To">
            {(control) => (
              <Input
                {...control}
                type="date"
                value={period.to}
                min={period.from}
                max={addDays(today, 1)}
                onChange={(event) => event.target.value && onChange({ to: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
      <Field label="Group">
        {(control) => (
          <Select
            {...control}
            className="sm:w-44"
            value={url.group}
            onChange={(event) => onChange({ group: event.target.value, campaign: "" })}
            options={[
              { value: "", label: "All groups" },
              ...groups.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
      <Field label="Campaign">
        {(control) => (
          <Select
            {...control}
            className="sm:w-52"
            value={url.campaign}
            onChange={(event) => onChange({ campaign: event.target.value })}
            options={[
              { value: "", label: "All campaigns" },
              ...listed.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
    </fieldset>
  );
}
