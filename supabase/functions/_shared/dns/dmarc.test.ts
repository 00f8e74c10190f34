// Policies as they are found in the wild, one domain a row: long, because it is a table.
import { describe } from "vitest";
import { healthy, type Zone } from "./testing.ts";
import { checkTable } from "./testing-table.ts";

const D = "_dmarc.acme.example";
const dmarc = (...texts: string[]): Zone => ({ [D]: { TXT: texts } });
const rua = "rua=mailto:dmarc@acme.example";
const org = (text: string): Zone => ({ "_dmarc.eu.acme.co.uk": {}, "_dmarc.acme.co.uk": { TXT: [text] } });
const eu = { domain: "eu.acme.co.uk" };

describe("DMARC", () => {
  checkTable("dmarc", [
    ["a policy of its own", {}, "ok", /^$/],
    ["rejects, in odd spacing", dmarc(`v=DMARC1 ;p = reject;${rua} ; fo=1;`), "ok", /^$/],
    ["the organisation's, two labels up", org("v=DMARC1; p=reject; rua=mailto:d@acme.co.uk"), "ok", /^$/, eu],
    [
      "the organisation's, weaker for subdomains",
      org("v=DMARC1; p=reject; sp=none; rua=mailto:d@acme.co.uk"),
      "warning",
      /sp=none lets forged mail through/,
      eu,
    ],
    [
      "its own before the organisation's",
      { "_dmarc.acme.co.uk": { TXT: ["v=DMARC1; p=none"] } },
      "ok",
      /^$/,
      eu,
    ],
    [
      "the organisation's, several",
      {
        "_dmarc.eu.acme.co.uk": {},
        "_dmarc.acme.co.uk": { TXT: ["v=DMARC1; p=none", "v=DMARC1; p=reject"] },
      },
      "wrong",
      /2 DMARC records at _dmarc\.acme\.co\.uk/,
      eu,
    ],
    [
      "a neighbour below the same public suffix helps nobody",
      { "_dmarc.eu.acme.co.uk": {}, "_dmarc.co.uk": { TXT: ["v=DMARC1; p=reject"] } },
      "missing",
      /no DMARC record for eu\.acme\.co\.uk/,
      eu,
    ],
    [
      "none anywhere",
      { [D]: {} },
      "missing",
      /Add a TXT record: v=DMARC1; p=quarantine; rua=mailto:postmaster@acme\.example/,
    ],
    ["a wildcard's text in its place", dmarc("v=spf1 -all"), "missing", /no DMARC record/],
    [
      "the domain appended twice",
      { [D]: {}, [`${D}.acme.example`]: { TXT: ["v=DMARC1; p=none"] } },
      "missing",
      /Enter the host as _dmarc instead/,
    ],
    ["several", dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject"), "wrong", /There are 2 DMARC records/],
    ["the version in small letters", dmarc("v=dmarc1; p=reject"), "wrong", /in capitals/],
    ["the version not first", dmarc("p=reject; v=DMARC1"), "wrong", /must begin with v=DMARC1/],
    ["asks for nothing", dmarc(`v=DMARC1; p=none; ${rua}`), "warning", /^p=none lets forged mail through/],
    ["half of the mail", dmarc(`v=DMARC1; p=reject; pct=50; ${rua}`), "warning", /50 % of the mail/],
    ["no reports", dmarc("v=DMARC1; p=reject"), "warning", /Nobody gets reports/],
    [
      "reports to no address",
      dmarc("v=DMARC1; p=reject; rua=dmarc@acme.example"),
      "warning",
      /dmarc@acme\.example is no address to report to/,
    ],
    [
      "reports to a stranger",
      dmarc("v=DMARC1; p=reject; rua=mailto:x@reports.example.net"),
      "warning",
      /reports\.example\.net has not agreed/,
    ],
    [
      "reports to a service that agreed",
      {
        ...dmarc("v=DMARC1; p=reject; rua=mailto:x@reports.example.net!10m"),
        "acme.example._report._dmarc.reports.example.net": { TXT: ["v=DMARC1;"] },
      },
      "ok",
      /^$/,
    ],
    ["no policy in it", dmarc(`v=DMARC1; ${rua}`), "wrong", /says no policy/],
    ["a policy that nobody knows", dmarc(`v=DMARC1; p=block; ${rua}`), "wrong", /do not know p=block/],
    [
      "an alignment that nobody knows",
      dmarc(`v=DMARC1; p=reject; adkim=strict; ${rua}`),
      "wrong",
      /do not know adkim=strict/,
    ],
    ["cannot be read", dmarc("v=DMARC1; p=reject rua; =x"), "wrong", /cannot be read/],
    ["the sender below the domain, relaxed", {}, "ok", /^$/, { senderEmail: "Jane@go.acme.example" }],
    [
      "the sender below the domain, strict",
      dmarc(`v=DMARC1; p=reject; adkim=s; aspf=s; ${rua}`),
      "wrong",
      /only mail signed as go\.acme\.example itself counts/,
      { senderEmail: "jane@go.acme.example" },
    ],
    [
      "the sender below the domain, strict for SPF",
      dmarc(`v=DMARC1; p=reject; aspf=s; ${rua}`),
      "warning",
      /Remove aspf=s/,
      { senderEmail: "jane@go.acme.example" },
    ],
    [
      "the sender at the domain, strict",
      dmarc(`v=DMARC1; p=reject; adkim=s; aspf=s; ${rua}`),
      "ok",
      /^$/,
      { senderEmail: "jane@acme.example" },
    ],
    [
      "the sender somewhere else",
      {},
      "wrong",
      /sender's address is at other\.example/,
      { senderEmail: "jane@other.example" },
    ],
    [
      "two customers of one hosted suffix are strangers",
      { ...healthy("a.github.io") },
      "wrong",
      /address is at b\.github\.io/,
      { domain: "a.github.io", senderEmail: "x@b.github.io" },
    ],
    ["name servers that fail", { [D]: { fails: ["TXT"] } }, "unreachable", /_dmarc\.acme\.example/],
  ]);
});
