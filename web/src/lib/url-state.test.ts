import { describe, expect, it } from "vitest";
import { z } from "zod";
import { withChanges } from "./url-state.ts";

const schema = z.object({
  sort: z.enum(["name", "sends"]).default("name").catch("name"),
  page: z.number().int().min(1).default(1).catch(1),
  groups: z.array(z.string()).default([]).catch([]),
  q: z.string().optional().catch(undefined),
});

describe("withChanges", () => {
  it("writes what differs from its default, and nothing else", () => {
    expect(withChanges(schema, {}, { sort: "sends", page: 1, groups: [] })).toEqual({ sort: "sends" });
    expect(withChanges(schema, { sort: "sends", page: 3 }, { sort: "name" })).toEqual({ page: 3 });
  });
  it("takes a filter away again", () => {
    expect(withChanges(schema, { q: "a", groups: ["g"] }, { q: undefined, groups: [] })).toEqual({});
  });
  it("refuses no address: what makes no sense becomes the default", () => {
    expect(withChanges(schema, { sort: "'; drop", page: "x", groups: 1, utm: "y" }, {})).toEqual({});
  });
});
