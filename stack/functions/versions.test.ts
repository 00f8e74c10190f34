import { expect, it } from "vitest";
import { parseNpm, versionDisagreements } from "./versions.ts";

it("reads npm: targets with scope, version and path", () => {
  expect(parseNpm("npm:deno-std@1.4.0/encoding/hex.js")).toEqual({
    name: "deno-std",
    version: "1.4.0",
    path: "/encoding/hex.js",
  });
  expect(parseNpm("npm:@supabase/supabase-js@2.119.1")).toEqual({
    name: "@supabase/supabase-js",
    version: "2.119.1",
    path: "",
  });
  expect(parseNpm("npm:zod")).toBeUndefined();
});

it("every deno.json names the versions of package.json", () => {
  expect(versionDisagreements()).toEqual([]);
});
