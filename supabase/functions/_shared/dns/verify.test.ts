import { describe, expect, it } from "vitest";
import { createQuestions } from "./questions.ts";
import { recordsFor, trackingRecord } from "./records.ts";
import { healthy, KEYS, TRACKING_HOST, WORLD, type Zone, zoneResolver } from "./testing.ts";
import type { DnsInput } from "./types.ts";
import { isVerified, verifyDomain, verifyTracking } from "./verify.ts";

const input: DnsInput = { domain: "new.example", sender: "google" };
const options = { trackingHost: TRACKING_HOST, senderEmail: "Jane@new.example" };

/** A zone of just what `records` asks for. */
function entered(): Zone {
  const zone: Zone = {};
  for (const { type, host, value } of recordsFor(input, options)) {
    const entry = zone[host] ?? {};
    zone[host] = entry;
    entry[type] = [...(entry[type] ?? []), value ?? `v=DKIM1; p=${KEYS.rsa2048}`] as string[];
  }
  return zone;
}

describe("the records of a domain", () => {
  it("are what is needed to be verified, once they are entered", async () => {
    const findings = await verifyDomain(input, zoneResolver(WORLD, entered()), options);
    expect(findings.map((f) => [f.id, f.status, f.message])).toEqual(
      ["spf", "dkim", "dmarc", "mx", "tracking"].map((id) => [id, "ok", ""]),
    );
    expect(isVerified(findings)).toBe(true);
  });

  it("send reports to the sender when the address is the organisation's, else to the postmaster", () => {
    const dmarc = (senderEmail: string) => recordsFor(input, { senderEmail })[2]?.value;
    expect(dmarc("Jane@mail.new.example")).toContain("rua=mailto:jane@mail.new.example");
    expect(dmarc("jane@gmail.com")).toContain("rua=mailto:postmaster@new.example");
  });

  it("leave open what only the mail service knows, and tracking without a host", () => {
    const records = recordsFor({ domain: "New.Example.", sender: "other" });
    expect(records.map((r) => [r.id, r.host, r.value !== null])).toEqual([
      ["spf", "new.example", false],
      ["dkim", "<selector>._domainkey.new.example", false],
      ["dmarc", "_dmarc.new.example", true],
      ["mx", "new.example", false],
    ]);
  });
});

describe("a verification", () => {
  it("shows what was found, as it was found", async () => {
    const findings = await verifyDomain(input, zoneResolver(WORLD, healthy("new.example")), options);
    expect(findings.map((f) => f.found)).toEqual([
      ["v=spf1 include:_spf.google.com ~all"],
      [`v=DKIM1; k=rsa; p=${KEYS.rsa2048}`],
      ["v=DMARC1; p=quarantine; rua=mailto:postmaster@new.example"],
      ["1 smtp.google.com"],
      [`CNAME ${TRACKING_HOST}`],
    ]);
  });

  it("passes with warnings and without tracking, and with nothing required missing or unanswered", async () => {
    const zone = healthy("new.example");
    const verdict = async (change: Zone) =>
      isVerified(await verifyDomain(input, zoneResolver(WORLD, zone, change), options));
    expect(await verdict({ "track.new.example": {} })).toBe(true);
    expect(await verdict({ "_dmarc.new.example": { TXT: ["v=DMARC1; p=none"] } })).toBe(true);
    expect(await verdict({ "_dmarc.new.example": {} })).toBe(false);
    expect(await verdict({ "_dmarc.new.example": { fails: "all" } })).toBe(false);
  });

  it("asks each question once", async () => {
    const resolver = zoneResolver(WORLD, healthy("new.example"));
    await verifyDomain(input, resolver, options);
    expect(new Set(resolver.asked).size).toBe(resolver.asked.length);
  });

  it("asks nothing more after 20 s", async () => {
    let clock = 0;
    const resolver = zoneResolver(WORLD, healthy("new.example"));
    const ask = createQuestions(resolver, () => clock);
    clock = 20_000;
    expect((await ask.texts("new.example")).kind).toBe("answers");
    clock = 20_001;
    expect(await ask.texts("_dmarc.new.example")).toEqual({
      kind: "failed",
      records: [],
      reason: "time-out",
    });
    expect((await ask.texts("new.example")).kind).toBe("answers");
    expect(resolver.asked).toEqual(["TXT new.example"]);
  });

  it("of tracking alone requires it", async () => {
    const finding = await verifyTracking("go.new.example", TRACKING_HOST, zoneResolver(WORLD));
    expect(finding).toMatchObject({ ...trackingRecord("go.new.example", TRACKING_HOST), status: "missing" });
    expect(isVerified([finding])).toBe(false);
  });
});
