import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

interface Tab {
  value: string;
  label: string;
  content: ReactNode;
}

interface Props {
  /** What the tabs divide. */
  label: string;
  tabs: readonly Tab[];
  /** Kept in the URL by the page. */
  value: string;
  onChange: (value: string) => void;
}

/** Tabs of one page; only the chosen one's content is there. */
export const Tabs = ({ label, tabs, value, onChange }: Props) => (
  <Radix.Root value={value} onValueChange={onChange}>
    <Radix.List aria-label={label} className="mb-5 flex gap-5 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="-mb-px h-9 whitespace-nowrap border-transparent border-b-2 font-medium text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
        >
          {tab.label}
        </Radix.Trigger>
      ))}
    </Radix.List>
    {tabs.map((tab) => (
      <Radix.Content key={tab.value} value={tab.value} tabIndex={-1}>
        {tab.content}
      </Radix.Content>
    ))}
  </Radix.Root>
);
