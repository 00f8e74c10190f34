// What is read of people, and of their memberships in Clerk's organisations.
import { describe, expect, it } from "vitest";
import { readEvent } from "./event.ts";
import { about, T } from "./testing.ts";

const ann = {
  object: "user",
  id: "user_1",
  first_name: "Ann",
  last_name: "Lee",
  username: "ann",
  primary_email_address_id: "idn_2",
  email_addresses: [
    { id: "idn_1", email_address: "old@example.com", verification: { status: "verified" } },
    {
      id: "idn_2",
      email_address: "Ann@Example.com",
      verification: { status: "verified", strategy: "email_code" },
    },
  ],
  created_at: T - 5,
  updated_at: T - 2,
};

describe("a person", () => {
  it("has the verified primary address, a name, and the time of that state", () => {
    expect(readEvent("user.updated", about(ann))).toMatchObject({
      user_id: "user_1",
      as_of: "2026-11-23T07:59:59.998Z",
      email: "ann@example.com",
      name: "Ann Lee",
    });
  });

  it.each([
    [
      "an address that is not verified",
      { email_addresses: [{ ...ann.email_addresses[1], verification: { status: "unverified" } }] },
    ],
    [
      "an address that nobody verifies",
      { email_addresses: [{ id: "idn_2", email_address: "ann@example.com", verification: null }] },
    ],
    ["no primary address", { primary_email_address_id: null }],
    [
      "an address that is none",
      { email_addresses: [{ ...ann.email_addresses[1], email_address: "Ann <ann>" }] },
    ],
    ["no addresses", { email_addresses: [] }],
  ])("with %s has none", (_what, change) => {
    expect(readEvent("user.created", about({ ...ann, ...change })).email).toBeNull();
  });

  it("goes by the username without a name, and by nothing without either", () => {
    const nameless = { ...ann, first_name: null, last_name: "" };
    expect(readEvent("user.created", about(nameless)).name).toBe("ann");
    expect(readEvent("user.created", about({ ...nameless, username: null })).name).toBeNull();
  });

  it("without the time of its state is refused", () => {
    expect(() => readEvent("user.updated", about({ ...ann, updated_at: undefined }))).toThrow();
  });

  it("that is gone has an id", () => {
    expect(readEvent("user.deleted", about({ object: "user", id: "user_1", deleted: true }))).toMatchObject({
      user_id: "user_1",
      as_of: null,
      email: null,
    });
  });
});

it("an organisation's membership is kept as a remark", () => {
  const data = {
    object: "organization_membership",
    id: "orgmem_1",
    role: "org:admin",
    organization: { id: "org_1", name: "Acme" },
    public_user_data: { user_id: "user_1", identifier: "ann@example.com" },
    updated_at: T,
  };
  expect(readEvent("organizationMembership.created", about(data))).toMatchObject({
    user_id: "user_1",
    metadata: { membership_id: "orgmem_1", organization_id: "org_1", role: "org:admin" },
  });
});
