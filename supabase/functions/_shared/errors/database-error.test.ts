import { describe, expect, it } from "vitest";
import { DatabaseError, faultOf, httpErrorOf } from "./mod.ts";

const failed = (
  code: string,
  status = 400,
  more: { message?: string; details?: string; hint?: string } = {},
) => new DatabaseError({ code, message: "secret text", ...more }, status);

describe("httpErrorOf", () => {
  it.each([
    "40P01",
    "55P03",
    "57014",
    "57P01",
    "53300",
    "53200",
    "08006",
    "PGRST000",
    "PGRST001",
    "PGRST002",
    "PGRST003",
  ])("%s is worth a retry", (code) => {
    const error = httpErrorOf(failed(code, 500));
    expect(error).toMatchObject({ status: 503, code: "database_unavailable" });
    expect(Number(error.headers["retry-after"])).toBeGreaterThanOrEqual(1);
  });

  it("no answer, and a gateway's own, are worth a retry", () => {
    expect(faultOf(failed("", 0))).toBe("away");
    expect(faultOf(failed("", 502))).toBe("away");
    expect(faultOf(failed("", 404))).toBe("unknown");
  });

  it("what PostgREST answers when the server dies under a statement is worth a retry", () => {
    expect(faultOf(failed("", 400, { message: "" }))).toBe("away");
    expect(faultOf(failed("", 400))).toBe("unknown");
  });

  it.each(["21000", "22P02", "22003", "23514", "23505", "54000", "PGRST102"])(
    "%s is the sender's",
    (code) => {
      expect(httpErrorOf(failed(code))).toMatchObject({ status: 400, code: "data_rejected" });
    },
  );

  it("PTxyz is told as it was said", () => {
    const said = { message: "Workspace is frozen", details: "workspace_frozen", hint: "Ask an operator." };
    const error = httpErrorOf(failed("PT403", 403, said));
    expect(error).toMatchObject({ status: 403, code: "workspace_frozen", message: said.message });
    expect(error.body.hint).toBe(said.hint);
  });

  it.each(["42501", "42883", "PGRST202", "XX000", "P0001", "PTabc", ""])("%j is a bland 500", (code) => {
    const error = httpErrorOf(failed(code, 404));
    expect(error).toMatchObject({ status: 500, code: "internal_error" });
    expect(JSON.stringify(error.body)).not.toContain("secret");
    expect(httpErrorOf(new TypeError("secret")).body.code).toBe("internal_error");
  });
});
