import { expect, it } from "vitest";
import { parseTap } from "./parse.ts";

it("counts what passed, failed and was skipped", () => {
  const tap =
    '1..4\nok 1 - a\nnot ok 2 - b\n# Failed test 2: "b"\n#     have: 1\nok 3 # SKIP no\nnot ok 4 # TODO later';
  expect(parseTap(tap)).toMatchObject({ planned: 4, passed: 1, failed: 1, skipped: 2 });
  expect(parseTap(tap).complaints).toEqual(["not ok 2 - b", '# Failed test 2: "b"', "#     have: 1"]);
});

it("fails a file that ran fewer tests than it planned, or planned none", () => {
  expect(parseTap("1..2\nok 1")).toMatchObject({ passed: 1, failed: 1 });
  expect(parseTap("ok 1")).toMatchObject({ passed: 1, failed: 1 });
});
