import { Circle } from "lucide-react";
import { describe, expect, it } from "vitest";
import type { Feature, NavEntry } from "@/lib/feature.ts";
import { FEATURES } from "./features.ts";
import { navigation, sectionOf } from "./navigation.ts";

const entry = (path: string, more: Partial<NavEntry> = {}): NavEntry => ({
  area: "workspace",
  group: "observe",
  label: path,
  icon: Circle,
  path,
  order: 10,
  ...more,
});
const feature = (...nav: NavEntry[]): Feature => ({ name: "x", routes: [], nav });
const paths = (groups: ReturnType<typeof navigation>) => groups.map((g) => g.entries.map((e) => e.path));

describe("navigation", () => {
  const features = [
    feature(entry("keys", { group: "workspace", needs: "admin" }), entry("members", { group: "workspace" })),
    feature(
      entry("leads", { order: 20 }),
      entry("dashboard"),
      entry("audit", { area: "admin", group: "admin" }),
    ),
  ];

  it("orders entries in their groups, and leaves out empty groups", () => {
    expect(paths(navigation(features, "workspace", "owner"))).toEqual([
      ["dashboard", "leads"],
      ["keys", "members"],
    ]);
  });

  it("shows what the role has a use for", () => {
    expect(paths(navigation(features, "workspace", "member"))[1]).toEqual(["members"]);
    expect(paths(navigation(features, "workspace", null))[1]).toEqual(["members"]);
    expect(paths(navigation(features, "admin", null))).toEqual([["audit"]]);
  });
});

describe("the features", () => {
  const patternOf = (path: string) => new RegExp(`^${path.replace(/\$\w+/g, "[^/]+")}$`);

  it("have a route for every entry of the navigation", () => {
    for (const { routes, nav = [] } of FEATURES) {
      for (const { path, area } of nav) {
        const there = routes.some((route) => route.area === area && patternOf(route.path).test(path));
        expect(there, `${area}/${path}`).toBe(true);
      }
    }
  });

  it("share no path", () => {
    const all = FEATURES.flatMap(({ routes }) => routes.map(({ area, path }) => `${area}/${path}`));
    expect(new Set(all).size).toBe(all.length);
  });

  it("tell their entries apart by the first part of the path", () => {
    const sections = FEATURES.flatMap(({ nav = [] }) => nav.map((n) => `${n.area}/${sectionOf(n.path)}`));
    expect(new Set(sections).size).toBe(sections.length);
  });
});
