import type { WouldStart } from "@contracts/freeze.ts";
import { Checkbox } from "@/components/input.tsx";
import { plural } from "@/lib/format/index.ts";
import { type Choice, HOW, type How, workflowIds } from "./choice.ts";

const titleOf = ({ campaign }: WouldStart): string => campaign ?? "The workspace's own";

/** The workflows that the freeze switched off, by campaign. */
export const WouldStartList = ({ sets }: { sets: readonly WouldStart[] }) => (
  <ul className="flex flex-col gap-3">
    {sets.map((set) => (
      <li key={set.campaign_id ?? ""}>
        <p className="font-medium">
          {titleOf(set)}{" "}
          <span className="font-normal text-muted">{plural(set.workflows.length, "workflow")}</span>
        </p>
        <ul className="text-muted text-sm sm:columns-2">
          {set.workflows.map(({ id, name }) => (
            <li key={id} className="break-words">
              {name}
            </li>
          ))}
        </ul>
      </li>
    ))}
  </ul>
);

interface Props {
  sets: readonly WouldStart[];
  choice: Choice;
  onChange: (choice: Choice) => void;
  /** Left out where starting nothing is no choice. */
  ways?: readonly How[];
}

/** What shall start: nothing, some, or everything as it was before the freeze; all of it named before it starts. */
export function StartChoice({ sets, choice, onChange, ways = HOW }: Props) {
  const count = workflowIds(sets).length;
  const words: Record<How, { label: string; hint: string }> = {
    nothing: { label: "Start nothing", hint: "Everything stays off until somebody starts it here." },
    some: { label: "Start some", hint: "Choose workflows below." },
    all: { label: `Start all ${count}`, hint: "As it was before the freeze." },
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium">
        The freeze switched {plural(count, "workflow")} off. What shall start again?
      </legend>
      {ways.map((how) => (
        <label key={how} className="flex items-start gap-2">
          <input
            type="radio"
            name="start"
            checked={choice.how === how}
            onChange={() => onChange({ ...choice, how })}
            className="mt-0.75 size-4 shrink-0 accent-accent-solid"
          />
          <span>
            {words[how].label}
            <span className="block text-muted text-sm">{words[how].hint}</span>
          </span>
        </label>
      ))}
      {choice.how === "some" ? (
        <Ticks sets={sets} choice={choice} onChange={onChange} />
      ) : (
        choice.how === "all" && (
          <div className="rounded-md border border-line p-3">
            <WouldStartList sets={sets} />
          </div>
        )
      )}
    </fieldset>
  );
}

function Ticks({ sets, choice, onChange }: Omit<Props, "ways">) {
  const { ids } = choice;
  const set = (changed: readonly string[], on: boolean) =>
    onChange({ ...choice, ids: [...ids.filter((id) => !changed.includes(id)), ...(on ? changed : [])] });
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      {sets.map((each) => {
        const all = workflowIds([each]);
        return (
          <div key={each.campaign_id ?? ""} className="flex flex-col gap-1">
            <Checkbox
              label={titleOf(each)}
              className="font-medium"
              checked={all.every((id) => ids.includes(id))}
              onChange={({ target }) => set(all, target.checked)}
            />
            {each.workflows.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                className="ml-6"
                checked={ids.includes(id)}
                onChange={({ target }) => set([id], target.checked)}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}
