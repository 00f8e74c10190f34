// The navigation, made of what the features say: an entry is there because its route is.
import type { Feature, NavEntry } from "@/lib/feature.ts";
import { atLeast, type Role } from "@/lib/roles.ts";

export interface NavGroup {
  /** Null: no heading. */
  heading: string | null;
  entries: NavEntry[];
}

const HEADINGS: readonly [NavEntry["group"], string | null][] = [
  ["observe", null],
  ["act", "Workflows"],
  ["workspace", "Workspace"],
  ["admin", null],
];

/** The groups of an area that have anything in them for this role; an operator without a role sees what needs none. */
export function navigation(
  features: readonly Feature[],
  area: NavEntry["area"],
  role: Role | null,
): NavGroup[] {
  const entries = features
    .flatMap((feature) => feature.nav ?? [])
    .filter((entry) => entry.area === area && (!entry.needs || atLeast(role, entry.needs)));
  return HEADINGS.map(([group, heading]) => ({
    heading,
    entries: entries.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order),
  })).filter((group) => group.entries.length > 0);
}

/** The part of the path that tells one entry from another: `onboarding` of `onboarding/brand`. */
export const sectionOf = (path: string): string => path.split("/")[0] ?? "";
