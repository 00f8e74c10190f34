// A table of shapes: one domain a row, verified as a whole, one record's finding looked at.
import { expect, it } from "vitest";
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { healthy, TRACKING_HOST, WORLD, type Zone, zoneResolver } from "./testing.ts";
import type { DnsInput, DnsOptions } from "./types.ts";
import { verifyDomain } from "./verify.ts";

/** The zone is laid over two domains that have all they need: acme.example and eu.acme.co.uk. */
export type Row = [
  shape: string,
  zone: Zone,
  status: DnsFinding["status"],
  message: RegExp,
  more?: Partial<DnsInput & DnsOptions>,
];

/** What a verification may cost the resolver, whatever the zone. */
const MAX_QUESTIONS = 150;

export function checkTable(id: DnsRecord["id"], rows: Row[]): void {
  it.each(rows)("%s", async (_shape, zone, status, message, more = {}) => {
    const { domain = "acme.example", sender = "google", ...rest } = more;
    const resolver = zoneResolver(WORLD, healthy("acme.example"), healthy("eu.acme.co.uk"), zone);
    const findings = await verifyDomain({ domain, sender, ...rest }, resolver, {
      trackingHost: TRACKING_HOST,
      ...rest,
    });
    expect(resolver.asked.length).toBeLessThanOrEqual(MAX_QUESTIONS);
    const finding = findings.find((f) => f.id === id) as DnsFinding;
    expect({ status: finding.status, message: finding.message }).toEqual({
      status,
      message: expect.stringMatching(message),
    });
  });
}
