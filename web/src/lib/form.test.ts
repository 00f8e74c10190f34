import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiError, unreachable } from "./api/error.ts";
import { differ, issuesByPath, placeError } from "./form.ts";

describe("issuesByPath", () => {
  it("keeps the first sentence of each field", () => {
    const schema = z.object({
      name: z.string().min(2, "is short").regex(/x/, "has no x"),
      links: z.array(z.url()),
    });
    const { error } = schema.safeParse({ name: "a", links: ["https://ok.test", "no"] });
    expect(issuesByPath(error?.issues ?? [])).toEqual({ name: "is short", "links.1": "Invalid URL" });
  });
});

describe("placeError", () => {
  const refused = (...paths: string[]) =>
    new ApiError({
      status: 400,
      code: "invalid_field",
      message: "Some fields are not valid",
      fields: paths.map((path) => ({ path, message: "is wrong" })),
    });

  it("puts what concerns the form's fields at them", () => {
    expect(placeError(refused("name", "links.0"), ["name", "links"])).toEqual({
      atFields: { name: "is wrong", "links.0": "is wrong" },
      elsewhere: false,
    });
  });
  it("loses nothing that concerns no field of the form", () => {
    expect(placeError(refused("name", "workspace_id"), ["name"])).toMatchObject({ elsewhere: true });
    expect(placeError(refused("workspace_id"), ["name"])).toEqual({ atFields: null, elsewhere: true });
    expect(placeError(unreachable(null), ["name"])).toEqual({ atFields: null, elsewhere: true });
    expect(placeError(new TypeError("x"), ["name"])).toEqual({ atFields: null, elsewhere: true });
  });
});

describe("differ", () => {
  it("sees what was entered, and that it was taken back", () => {
    const saved = { name: "Ada", ticked: false, links: ["a"] };
    expect(differ(saved, { ...saved })).toBe(false);
    expect(differ(saved, { ...saved, name: "Ada " })).toBe(true);
    expect(differ(saved, { ...saved, ticked: true })).toBe(true);
    expect(differ(saved, { ...saved, links: [] })).toBe(true);
  });
});
