// What is read of sign-ins and sign-outs.
import { describe, expect, it } from "vitest";
import { readEvent } from "./event.ts";
import { about, T } from "./testing.ts";

const session = {
  object: "session",
  id: "sess_1",
  user_id: "user_1",
  status: "active",
  created_at: T - 1,
  updated_at: T,
};

describe("a session", () => {
  it("says who signed in, when, from where, with what", () => {
    expect(readEvent("session.created", about(session))).toEqual({
      type: "session.created",
      user_id: "user_1",
      at: "2026-11-23T08:00:00.000Z",
      as_of: null,
      email: null,
      name: null,
      ip_address: "203.0.113.9",
      user_agent: "Mozilla/5.0",
      metadata: { session_id: "sess_1" },
    });
  });

  it("without the request's attributes says what its latest activity says", () => {
    const latest_activity = {
      ip_address: "2001:db8::1",
      browser_name: "Safari",
      browser_version: "18",
      device_type: "iPhone",
    };
    const said = {
      timestamp: undefined,
      event_attributes: { http_request: { client_ip: "", user_agent: "" } },
    };
    expect(readEvent("session.created", about({ ...session, latest_activity }, said))).toMatchObject({
      at: "2026-11-23T07:59:59.999Z",
      ip_address: "2001:db8::1",
      user_agent: "Safari 18 iPhone",
    });
    expect(readEvent("session.ended", about(session, { timestamp: null })).at).toBe(
      "2026-11-23T08:00:00.000Z",
    );
    expect(readEvent("session.ended", about(session, { event_attributes: null }))).toMatchObject({
      ip_address: null,
      user_agent: null,
    });
  });

  it("tells who signed in as somebody else", () => {
    const actor = { iss: "https://dashboard.clerk.com", sub: "user_support" };
    expect(readEvent("session.created", about({ ...session, actor })).metadata).toEqual({
      session_id: "sess_1",
      impersonated_by: "user_support",
    });
  });

  it("keeps what can be stored of what a browser calls itself", () => {
    const http_request = { client_ip: "not an address", user_agent: `A\0B\ud800\n${"x".repeat(900)}` };
    const { ip_address, user_agent } = readEvent(
      "session.created",
      about(session, { event_attributes: { http_request } }),
    );
    expect(ip_address).toBeNull();
    expect(user_agent).toMatch(/^A B\uFFFD x{495}$/);
  });

  it.each([
    ["192.0.2.7", true],
    ["2001:db8::1", true],
    ["::ffff:192.0.2.7", true],
    ["127.1", false],
    ["010.1.1.1", false],
    ["0x7f.0.0.1", false],
    ["fe80::1%eth0", false],
    ["192.0.2.0/24", false],
    ["2130706433", false],
  ])("%s is kept as an address: %s", (client_ip, kept) => {
    const { ip_address } = readEvent(
      "session.created",
      about(session, { event_attributes: { http_request: { client_ip } } }),
    );
    expect(ip_address).toBe(kept ? client_ip : null);
  });

  it.each([
    ["of nobody", { ...session, user_id: undefined }],
    ["of an id with a NUL", { ...session, user_id: "user\0" }],
    ["of an endless id", { ...session, user_id: "u".repeat(201) }],
    ["of nothing", undefined],
  ])("%s is refused", (_what, data) => {
    expect(() => readEvent("session.created", { ...about({}), data })).toThrow();
  });
});
