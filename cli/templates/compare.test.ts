import { describe, expect, it } from "vitest";
import { localTemplates } from "../../stack/templates.ts";
import { compare, type StoredTemplate } from "./compare.ts";

describe("the comparison", () => {
  const [first] = localTemplates();
  if (!first) throw new Error("no templates");
  const [file, body] = Object.entries(first.template.bodies)[0] as [
    string,
    (typeof first.template.bodies)[string],
  ];
  const stored: StoredTemplate = {
    ...first,
    manifest: first.template.manifest,
    bodies: first.template.bodies,
  };

  it("names what changed: node, file, manifest", () => {
    const [node, ...nodes] = body.nodes;
    const was = { ...body, nodes: [{ ...node, parameters: { was: "otherwise" } }, ...nodes] };
    const then = {
      ...stored,
      hash: "f".repeat(64),
      manifest: { ...(stored.manifest as object), version: "0.0.1" },
      bodies: { [file]: was, "workflow.old.json": body },
    };
    const [found] = compare([first], [then]);
    expect(found?.state).toBe("changed");
    expect(found?.parts).toEqual(
      expect.arrayContaining(["manifest", `${file}: node ${node?.name}`, "workflow.old.json: gone"]),
    );
    expect(found?.parts.filter((part) => part.startsWith(`${file}:`))).toHaveLength(1);
  });

  it("tells new ones, and those that only the project has", () => {
    const other = { ...stored, slug: "zz_other" };
    expect(compare([first], [other]).map(({ slug, state }) => [slug, state])).toEqual([
      [first.slug, "new"],
      ["zz_other", "only_stored"],
    ]);
  });
});
