import { describe, expect, it } from "vitest";
import { createHttpsResolver } from "./https-resolver.ts";
import { healthy, KEYS, TRACKING_HOST, WORLD, zoneResolver } from "./testing.ts";
import { createZoneServer } from "./testing-https.ts";
import { verifyDomain } from "./verify.ts";

const options = { trackingHost: TRACKING_HOST };

describe("a verification over HTTPS", () => {
  it("finds what the same answers say without it", async () => {
    const zones = [
      WORLD,
      healthy("acme.example"),
      {
        "google._domainkey.acme.example": { CNAME: ["dkim.esp.example.net"] },
        "_dmarc.acme.example": { fails: "all" as const },
        "track.acme.example": { A: ["198.51.100.7"], AAAA: ["2001:db8::7"] },
      },
    ];
    const answer = createZoneServer(...zones);
    const resolver = createHttpsResolver({
      url: "https://dns.example/dns-query",
      fetch: async (_url, init) => new Response(await answer(init?.body as Uint8Array)),
    });
    const input = { domain: "acme.example", sender: "google" } as const;
    const findings = await verifyDomain(input, resolver, options);
    const direct = await verifyDomain(input, zoneResolver(...zones), options);
    expect(findings.map((f) => [f.id, f.status])).toEqual([
      ["spf", "ok"],
      ["dkim", "ok"],
      ["dmarc", "unreachable"],
      ["mx", "ok"],
      // Its IPv6 addresses agree as well, though each side spells them its own way.
      ["tracking", "warning"],
    ]);
    expect(findings.map((f) => f.message)).toEqual(direct.map((f) => f.message));
    expect(findings[1]?.found).toEqual(["CNAME dkim.esp.example.net", `v=DKIM1; p=${KEYS.rsa2048}`]);
  });
});
