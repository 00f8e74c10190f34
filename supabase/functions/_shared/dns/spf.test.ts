// SPF records as they are found in the wild, one domain a row: long, because it is a table.
import { describe, expect, it } from "vitest";
import type { DnsFinding } from "../contracts/onboarding.ts";
import { healthy, WORLD, type Zone, zoneResolver } from "./testing.ts";
import { checkTable } from "./testing-table.ts";
import { verifyDomain } from "./verify.ts";

const other = { sender: "other", dkim_selector: "s1" } as const;
const texts = (...records: (string | string[])[]): Zone => ({ "acme.example": { TXT: records } });
const G = "include:_spf.google.com";
const many = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.acme.example`).join(" ");
const hosts = (count: number): Zone =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}.acme.example`, { A: ["192.0.2.1"] }]));

describe("SPF", () => {
  checkTable("spf", [
    ["the sender's include, softly closed", texts(`v=spf1 ${G} ~all`), "ok", /^$/],
    [
      "closed hard, in capitals, with many blanks",
      texts(`V=SPF1   INCLUDE:_SPF.GOOGLE.COM   -ALL `),
      "ok",
      /^$/,
    ],
    ["in two strings, split within a word", texts([`v=spf1 include:_spf.goo`, `gle.com ~all`]), "ok", /^$/],
    ["by way of redirect alone", texts("v=spf1 redirect=_spf.google.com"), "ok", /^$/],
    [
      "through an include of its own",
      { ...texts("v=spf1 include:spf.acme.example -all"), "spf.acme.example": { TXT: [`v=spf1 ${G} -all`] } },
      "ok",
      /^$/,
    ],
    [
      "macros, which cannot be followed, beside it",
      texts(`v=spf1 ${G} include:_spf.salesforce.com exists:%{ir}.%{v}.acme.example ~all`),
      "ok",
      /^$/,
    ],
    [
      "an unknown modifier, which is skipped",
      texts(`v=spf1 ${G} moo=cow exp=why.acme.example ~all`),
      "ok",
      /^$/,
    ],
    ["ten look-ups exactly", { ...texts(`v=spf1 ${G} ${many(6)} -all`), ...hosts(6) }, "ok", /^$/],
    [
      "another service's include, as told",
      texts("v=spf1 include:amazonses.com ~all"),
      "ok",
      /^$/,
      { ...other, spf_include: "amazonses.com" },
    ],
    ["a service that nobody named", texts("v=spf1 ip4:192.0.2.4 -all"), "ok", /^$/, other],
    [
      "no TXT at all",
      { "acme.example": { MX: ["1 smtp.google.com"] } },
      "missing",
      /no SPF record at acme\.example\. Add a TXT record: v=spf1 include:_spf\.google\.com ~all/,
    ],
    ["other TXT records only", texts("google-site-verification=1", "MS=ms5"), "missing", /no SPF record/],
    [
      "a domain that does not exist",
      {},
      "missing",
      /gone\.example does not exist/,
      { domain: "gone.example" },
    ],
    [
      "Sender ID's record, which is no SPF",
      texts("spf2.0/mfrom,pra include:x.example -all"),
      "wrong",
      /No receiver takes this/,
    ],
    ["quotes typed into the value", texts(`"v=spf1 ${G} ~all"`), "wrong", /without quotes/],
    ["glued to the version", texts(`v=spf1;${G} ~all`), "wrong", /No receiver takes this/],
    [
      "two records",
      texts(`v=spf1 ${G} ~all`, "v=spf1 include:sendgrid.net ~all"),
      "wrong",
      /There are 2 SPF records.*Keep one/,
    ],
    [
      "eleven look-ups",
      { ...texts(`v=spf1 ${G} ${many(7)} -all`), ...hosts(7) },
      "wrong",
      /costs 11 DNS look-ups/,
    ],
    [
      "eleven, hidden in includes",
      {
        ...texts(`v=spf1 ${G} include:sendgrid.net include:mailgun.org a mx ~all`),
        "acme.example": {
          TXT: [`v=spf1 ${G} include:sendgrid.net include:mailgun.org a mx ~all`],
          MX: ["1 smtp.google.com"],
          A: ["192.0.2.1"],
        },
      },
      "wrong",
      /costs 11 DNS look-ups/,
    ],
    [
      "look-ups after all cost nothing, and help nobody",
      { ...texts(`v=spf1 ${G} ~all ${many(12)}`), ...hosts(12) },
      "warning",
      /after "all" is never read/,
    ],
    [
      "three void look-ups",
      texts(`v=spf1 ${G} a:x1.acme.example a:x2.acme.example mx:x3.acme.example ~all`),
      "wrong",
      /3 of its look-ups find nothing \(x1/,
    ],
    [
      "two void look-ups",
      texts(`v=spf1 ${G} a:x1.acme.example a:x2.acme.example ~all`),
      "warning",
      /x1\.acme\.example, x2\.acme\.example, where nothing is found/,
    ],
    ["+all", texts(`v=spf1 ${G} +all`), "wrong", /anybody send in your name \(\+all\)/],
    ["a bare all, which is +all", texts(`v=spf1 ${G} all`), "wrong", /anybody/],
    [
      "+all within an include",
      texts(`v=spf1 ${G} include:lax.example.net -all`),
      "wrong",
      /\+all in the record of lax\.example\.net/,
    ],
    [
      "every address there is",
      texts(`v=spf1 ${G} include:open.example.net -all`),
      "wrong",
      /all addresses in the record of open/,
    ],
    ["?all", texts(`v=spf1 ${G} ?all`), "warning", /\?all says nothing/],
    ["neither all nor redirect", texts(`v=spf1 ${G}`), "warning", /End the record with ~all/],
    ["ptr", texts(`v=spf1 ${G} ptr ~all`), "warning", /Remove ptr/],
    [
      "without the sender",
      texts("v=spf1 include:sendgrid.net -all"),
      "wrong",
      /Change it to: v=spf1 include:sendgrid\.net include:_spf\.google\.com -all$/,
    ],
    ["no mail at all", texts("v=spf1 -all"), "wrong", /Change it to: v=spf1 include:_spf\.google\.com -all/],
    [
      "the sender let through only with a shrug",
      texts(`v=spf1 ?${G} -all`),
      "wrong",
      /does not let your mail service send/,
    ],
    ["the sender after all", texts(`v=spf1 -all ${G}`), "wrong", /does not let your mail service send/],
    [
      "redirect beside all, which is void",
      texts("v=spf1 redirect=_spf.google.com -all"),
      "wrong",
      /does not let/,
    ],
    [
      "records that include each other",
      {
        ...texts(`v=spf1 ${G} include:b.acme.example -all`),
        "b.acme.example": { TXT: ["v=spf1 include:acme.example -all"] },
      },
      "wrong",
      /include each other \(acme\.example → b\.acme\.example → acme\.example\)/,
    ],
    [
      "an include without a record",
      texts(`v=spf1 ${G} include:nothing.example.net -all`),
      "wrong",
      /nothing\.example\.net, which it refers to, has no SPF record/,
    ],
    [
      "an include that does not exist",
      texts(`v=spf1 ${G} include:spf.gone.example -all`),
      "wrong",
      /spf\.gone\.example, which it refers to, has no SPF/,
    ],
    [
      "an include with two records",
      texts(`v=spf1 ${G} include:two.example.net -all`),
      "wrong",
      /has several SPF records/,
    ],
    [
      "an include with a slip in it",
      texts(`v=spf1 ${G} include:typo.example.net -all`),
      "wrong",
      /in the record of typo\.example\.net, "ipv4:192\.0\.2\.1" is unknown/,
    ],
    [
      "a blank after include:",
      texts("v=spf1 include: _spf.google.com ~all"),
      "wrong",
      /"include:" names no domain/,
    ],
    ["an address out of range", texts(`v=spf1 ip4:300.1.2.3 ${G} -all`), "wrong", /no valid IPv4 network/],
    ["a prefix out of range", texts(`v=spf1 ip6:2001:db8::/129 ${G} -all`), "wrong", /no valid IPv6 network/],
    [
      "redirect twice",
      texts("v=spf1 redirect=_spf.google.com redirect=sendgrid.net"),
      "wrong",
      /"redirect=" stands twice/,
    ],
    ["a typographer's dash", texts(`v=spf1 ${G} –all`), "wrong", /other than ASCII/],
    [
      "a macro that is none",
      texts(`v=spf1 ${G} exists:%{q}.acme.example -all`),
      "wrong",
      /names no valid domain/,
    ],
    [
      "name servers that fail",
      { "acme.example": { fails: "all" } },
      "unreachable",
      /no answer about acme\.example \(SERVFAIL\)\. Try again/,
    ],
    [
      "an include whose name servers fail",
      { ...texts("v=spf1 include:down.example -all"), "down.example": { fails: "all" } },
      "unreachable",
      /down\.example/,
    ],
  ]);

  it("stops counting in a tree that leads on and on", async () => {
    const tree: Zone = { "acme.example": { TXT: ["v=spf1 include:t0.example include:t1.example -all"] } };
    for (let i = 0; i < 100; i++) {
      tree[`t${i}.example`] = {
        TXT: [`v=spf1 include:t${2 * i + 2}.example include:t${2 * i + 3}.example -all`],
      };
    }
    const resolver = zoneResolver(WORLD, healthy("acme.example"), tree);
    const findings = await verifyDomain({ domain: "acme.example", sender: "google" }, resolver);
    const spf = findings.find((f) => f.id === "spf") as DnsFinding;
    expect(spf.message).toContain("costs 30 DNS look-ups");
    expect(resolver.asked.length).toBeLessThan(100);
  });
});
