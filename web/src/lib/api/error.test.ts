import { describe, expect, it } from "vitest";
import { errorOfAnswer, errorOfDatabase, unreachable } from "./error.ts";
import { explain, isRetryable } from "./explain.ts";

describe("errorOfAnswer", () => {
  it("takes what a function says", () => {
    const error = errorOfAnswer(400, {
      error: "Some fields are not valid",
      code: "invalid_field",
      request_id: "r-1",
      fields: [{ path: "links.0", message: "must be a web address" }, { path: 1 }, null],
    });
    expect(error).toMatchObject({ status: 400, code: "invalid_field", request_id: "r-1" });
    expect(error.fields).toEqual([{ path: "links.0", message: "must be a web address" }]);
  });

  it.each([
    [502, "<html>"],
    [502, undefined],
    [504, { message: "x" }],
  ])("makes do with a gateway's %s", (status, body) => {
    const error = errorOfAnswer(status, body);
    expect(error).toMatchObject({ status, code: `http_${status}`, message: "Genesis is away for a moment" });
    expect(isRetryable(error)).toBe(true);
  });

  it("keeps what else a code carries", () => {
    expect(errorOfAnswer(422, { code: "not_ready", missing: [1] }).body.missing).toEqual([1]);
  });
});

describe("errorOfDatabase", () => {
  it("reads PTxyz: status from the code, code from details", () => {
    const error = errorOfDatabase(
      {
        code: "PT409",
        message: "slug is taken",
        details: "slug_taken",
        hint: "Choose another slug.",
      },
      409,
    );
    expect(error).toMatchObject({ status: 409, code: "slug_taken", message: "slug is taken" });
    expect(explain(error)).toMatchObject({ happened: "slug is taken.", todo: "Choose another slug." });
  });

  it.each([
    ["53300", 503, "database_unavailable"],
    ["57014", 500, "database_unavailable"],
    ["PGRST002", 503, "database_unavailable"],
    ["", 502, "database_unavailable"],
    ["PGRST301", 401, "invalid_session"],
    ["42501", 403, "forbidden"],
    ["23514", 400, "internal_error"],
  ])("%s with %i is %s, and the database's words stay out of sight", (code, status, expected) => {
    const error = errorOfDatabase({ code, message: "relation secret", details: "row" }, status);
    expect(error.code).toBe(expected);
    expect(JSON.stringify(explain(error))).not.toContain("secret");
  });

  it("no answer is unreachable", () => {
    expect(errorOfDatabase({ message: "TypeError: fetch failed" }, 0).code).toBe("unreachable");
  });
});

describe("explain", () => {
  it("has something to do for every status", () => {
    for (const status of [0, 400, 401, 402, 403, 404, 409, 410, 422, 429, 500, 501, 503]) {
      const said = explain(status === 0 ? unreachable(null) : errorOfAnswer(status, {}));
      for (const part of [said.happened, said.means, said.todo]) expect(part).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("does not speak of changes where something was only to be shown", () => {
    expect(explain(errorOfAnswer(503, {}), "reading").means).toContain("cannot be shown now");
    expect(explain(errorOfAnswer(503, {})).means).toBe("Nothing was changed.");
    expect(explain(errorOfAnswer(403, { code: "forbidden" }), "reading").means).toContain("role");
  });

  it("says nothing of a mistake's inside", () => {
    expect(explain(new TypeError("x is undefined")).happened).toBe("Something went wrong in this page.");
  });

  it.each([
    [409, false],
    [400, false],
    [500, false],
    [503, true],
    [429, true],
    [0, true],
  ])("%i worth a retry: %s", (status, worth) => {
    expect(isRetryable(errorOfAnswer(status, {}))).toBe(worth);
  });
});
