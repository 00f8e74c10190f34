// What a feature tells the page about itself: its routes and its entries in the navigation. `app/features.ts` lists the
// features; an entry appears because its route exists, so no link leads nowhere.
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Role } from "./roles.ts";

/**
 * - `public`: no session, no frame around it
 * - `person`: a signed-in person, no workspace; under /
 * - `workspace`: under /w/$slug/, members only, never while frozen
 * - `admin`: under /admin/, operators only
 */
export type Area = "public" | "person" | "workspace" | "admin";

export interface FeatureRoute {
  area: Area;
  /** Below the area's root, without a leading slash: `members`, `onboarding/$stage`. */
  path: string;
  /** Shown in the tab's title. */
  title: string;
  /** Loaded when it is first opened; its module's default export is the page. */
  page: () => Promise<{ default: ComponentType }>;
}

export interface NavEntry {
  area: "workspace" | "admin";
  /** Headings of the sidebar; `observe` stands first and has none. */
  group: "observe" | "act" | "workspace" | "admin";
  label: string;
  icon: LucideIcon;
  /** The path of one of the feature's routes, parameters filled in: `onboarding/brand`. */
  path: string;
  /** Place within the group, ascending. */
  order: number;
  /** The lowest role that has any use for the page; everybody when absent. */
  needs?: Role;
}

export interface Feature {
  name: string;
  routes: readonly FeatureRoute[];
  nav?: readonly NavEntry[];
}
