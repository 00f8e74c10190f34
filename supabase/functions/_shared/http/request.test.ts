import { describe, expect, it } from "vitest";
import { clientAddress, requireWorkspaceId, subPath } from "./request.ts";

const at = (path: string) => new Request(`http://host.test${path}`);
const via = (forwarded: string) =>
  new Request("http://h.test", { headers: { "x-forwarded-for": forwarded } });

describe("subPath", () => {
  it.each([
    ["/events", ""],
    ["/events/", ""],
    ["/events?x=/events/y", ""],
    ["/functions/v1/events/more", "/more"],
    ["/events/c/a.b-c_d", "/c/a.b-c_d"],
    ["/eventsmore", ""],
  ])("%s → %j", (path, expected) => {
    expect(subPath(at(path), "events")).toBe(expected);
  });
});

describe("clientAddress", () => {
  it.each([
    ["203.0.113.7, 10.0.0.1", undefined, "203.0.113.7"],
    ["203.0.113.7, 10.0.0.1", 1, "10.0.0.1"],
    ["spoofed, 203.0.113.7, 10.0.0.1", 2, "203.0.113.7"],
    ["2001:DB8::1", undefined, "2001:db8::1"],
    ["1.1.1.1", 3, ""],
    ["<script>", undefined, ""],
    ["", undefined, ""],
  ])("%j with hops %j is %j", (forwarded, hops, expected) => {
    expect(clientAddress(via(forwarded), hops)).toBe(expected);
  });
});

describe("requireWorkspaceId", () => {
  it("takes a UUID in any case, refuses the rest by name", () => {
    expect(requireWorkspaceId(" A0000000-0000-4000-8000-000000000001 ")).toBe(
      "a0000000-0000-4000-8000-000000000001",
    );
    for (const none of [undefined, null, ""])
      expect(() => requireWorkspaceId(none)).toThrow("workspace_id is required");
    for (const bad of [7, "acme", {}, []]) expect(() => requireWorkspaceId(bad)).toThrow("Some fields");
  });
});
