import { describe, expect, it } from "vitest";
import { userIdOf } from "./user-id.ts";

describe("userIdOf", () => {
  it("is one that the issuer takes, whatever the address", () => {
    for (const email of ["a.b+c@x.test", "ünï@ö.test", `${"x".repeat(300)}@x.test`]) {
      expect(userIdOf(email)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    }
  });
  it("is the same for the same address, another for another", () => {
    expect(userIdOf(" Ann@x.test ")).toBe(userIdOf("ann@x.test"));
    expect(userIdOf("ann@x.test")).not.toBe(userIdOf("ann@y.test"));
  });
});
