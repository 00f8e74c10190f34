// MX records as they are found in the wild, one domain a row: long, because it is a table.
import { describe } from "vitest";
import type { Zone } from "./testing.ts";
import { checkTable } from "./testing-table.ts";

const mx = (...answers: string[]): Zone => ({ "acme.example": { MX: answers } });

describe("MX", () => {
  checkTable("mx", [
    ["Google's one host", {}, "ok", /^$/],
    ["Google's former five", mx("1 ASPMX.L.GOOGLE.COM.", "5 ALT1.ASPMX.L.GOOGLE.COM."), "ok", /^$/],
    [
      "none, but a web server",
      { "acme.example": { A: ["203.0.113.10"] } },
      "missing",
      /will try its web server instead\. Add an MX record: 1 smtp\.google\.com/,
    ],
    [
      "none at all",
      { "acme.example": { TXT: ["x"] } },
      "missing",
      /There is no MX record at acme\.example\. Add/,
    ],
    ["a null MX", mx("0 ."), "wrong", /takes no mail \(null MX\)/],
    ["a null MX beside another", mx("0 .", "1 smtp.google.com"), "wrong", /others contradict it/],
    [
      "a filter before Google",
      mx("10 mx1.filter.example.net"),
      "warning",
      /Replies go to mx1\.filter\.example\.net and not to Google/,
    ],
    [
      "a filter, where nobody expects Google",
      mx("10 mx1.filter.example.net"),
      "ok",
      /^$/,
      { sender: "other" },
    ],
    ["a host that is gone", mx("10 mail.acme.example"), "wrong", /None of its hosts takes mail/],
    [
      "a spare host that is gone",
      mx("1 smtp.google.com", "90 old.acme.example"),
      "warning",
      /old\.acme\.example has no address/,
    ],
    ["an address for a host", mx("1 203.0.113.9"), "wrong", /203\.0\.113\.9 is an address/],
    [
      "a host that is an alias",
      { ...mx("1 mail.acme.example"), "mail.acme.example": { CNAME: ["smtp.google.com"] } },
      "warning",
      /mail\.acme\.example is an alias/,
    ],
    [
      "the domain an alias of a shop's host",
      { "acme.example": { CNAME: ["cdn.example.net"] } },
      "missing",
      /alias of cdn\.example\.net: a name with a CNAME can have no MX record of its own.*Delete the CNAME/,
    ],
    [
      "the domain an alias that leads back",
      { "acme.example": { CNAME: ["www.acme.example"] }, "www.acme.example": { CNAME: ["acme.example"] } },
      "wrong",
      /leads back to itself/,
    ],
    ["name servers that fail", { "acme.example": { fails: ["MX"] } }, "unreachable", /Try again/],
  ]);
});
