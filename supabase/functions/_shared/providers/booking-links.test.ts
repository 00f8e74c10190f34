import { describe, expect, it } from "vitest";
import { loopback } from "../safe-fetch/testing/loopback.ts";
import { validateCalendly } from "./calendly.ts";
import { providerDeps } from "./testing/deps.ts";

const network = loopback();

describe("another link", () => {
  it.each([
    ["https://cal.com/ada/30min", "other_service", "Cal.com"],
    ["https://meetings.hubspot.com/ada", "other_service", "HubSpot"],
    ["https://calendly.com.evil.example/ada/30min", "other_service", "other services"],
    ["https://book.acme.com/ada", "other_service", "other services"],
    ["https://calendly.com/", "not_a_link", "your-name"],
    ["https://calendly.com/event_types/user/me", "not_a_link", "your-name"],
    ["https://user:pass@calendly.com/ada", "not_a_link", "your-name"],
    ["https://calendly.com:8443/ada", "not_a_link", "your-name"],
    ["javascript:alert(1)", "not_a_link", "your-name"],
    ["http://localhost/ada", "not_a_link", "your-name"],
    ["", "not_a_link", "your-name"],
  ])("%s is %s, and nobody is asked", async (link, reason, words) => {
    expect(await validateCalendly(link, providerDeps({}, network))).toEqual({
      ok: false,
      reason,
      message: expect.stringContaining(words),
    });
    expect([...network.lookups, ...network.connects]).toEqual([]);
  });
});
