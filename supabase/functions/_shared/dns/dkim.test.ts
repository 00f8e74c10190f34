// Keys as they are found in the wild, one domain a row: long, because it is a table.
import { describe } from "vitest";
import { KEYS, type Zone } from "./testing.ts";
import { checkTable } from "./testing-table.ts";

const K = "google._domainkey.acme.example";
const key = (...texts: (string | string[])[]): Zone => ({ [K]: { TXT: texts } });

describe("DKIM", () => {
  checkTable("dkim", [
    ["a key in two strings", {}, "ok", /^$/],
    ["a key alone, which RSA is understood of", key(`p=${KEYS.rsa4096}`), "ok", /^$/],
    [
      "blanks within the key",
      key(`v=DKIM1; k=rsa; p=${KEYS.rsa2048.slice(0, 99)} ${KEYS.rsa2048.slice(99)};`),
      "ok",
      /^$/,
    ],
    ["an alias to the mail service", { [K]: { CNAME: ["dkim.esp.example.net."] } }, "ok", /^$/],
    [
      "an alias of an alias",
      { [K]: { CNAME: ["k.acme.example"] }, "k.acme.example": { CNAME: ["dkim.esp.example.net"] } },
      "ok",
      /^$/,
    ],
    [
      "another selector",
      { "s1._domainkey.acme.example": { TXT: [`p=${KEYS.rsa2048}`] } },
      "ok",
      /^$/,
      { sender: "other", dkim_selector: "s1" },
    ],
    [
      "nothing there",
      { [K]: {} },
      "missing",
      /There is no key at google\._domainkey\.acme\.example\. Switch DKIM on/,
    ],
    [
      "the domain appended twice",
      { [K]: {}, [`${K}.acme.example`]: { TXT: ["v=DKIM1; p=x"] } },
      "missing",
      /Enter the host as google\._domainkey instead/,
    ],
    ["a selector that nobody said", {}, "missing", /selector is not known/, { sender: "other" }],
    [
      "an alias to nowhere",
      { [K]: { CNAME: ["gone.esp.example.net"] } },
      "wrong",
      /alias of gone\.esp\.example\.net, which does not exist/,
    ],
    [
      "an alias to a host without a key",
      { [K]: { CNAME: ["esp.example.net"] } },
      "missing",
      /alias of esp\.example\.net, and no key is there/,
    ],
    [
      "aliases in a circle",
      { [K]: { CNAME: ["k.acme.example"] }, "k.acme.example": { CNAME: [K] } },
      "wrong",
      /leads back to itself/,
    ],
    ["a revoked key", key("v=DKIM1; k=rsa; p="), "wrong", /revoked/],
    ["two keys", key(`p=${KEYS.rsa2048}`, `p=${KEYS.rsa1024}`), "wrong", /There are 2 TXT records/],
    [
      "a key of 1024 bits",
      key(`v=DKIM1; k=rsa; p=${KEYS.rsa1024}`),
      "warning",
      /has 1024 bits\. Make one of 2048/,
    ],
    [
      "a key of 512 bits",
      key(`v=DKIM1; k=rsa; p=${KEYS.rsa512}`),
      "wrong",
      /has 512 bits, and receivers ignore/,
    ],
    [
      "a key cut off at 255 characters",
      key(`v=DKIM1; k=rsa; p=${KEYS.rsa2048.slice(0, 230)}`),
      "wrong",
      /cannot be read: a part of it may be missing/,
    ],
    ["Ed25519 alone", key(`v=DKIM1; k=ed25519; p=${KEYS.ed25519}`), "warning", /Ed25519/],
    [
      "Ed25519 with another key's bytes",
      key(`v=DKIM1; k=ed25519; p=${KEYS.rsa1024}`),
      "wrong",
      /no Ed25519 key/,
    ],
    ["a type of key to come", key("v=DKIM1; k=mldsa; p=AAAA"), "wrong", /type "mldsa"/],
    ["no key in it", key("v=DKIM1; k=rsa"), "wrong", /no key \(p=\)/],
    ["escaped semicolons", key(`v=DKIM1\\; k=rsa\\; p=${KEYS.rsa2048}`), "wrong", /quotes or backslashes/],
    ["a wildcard's SPF in its place", key("v=spf1 -all"), "wrong", /no DKIM key/],
    ["a key under test", key(`v=DKIM1; t=y:s; p=${KEYS.rsa2048}`), "warning", /t=y/],
    ["SHA-1 alone", key(`v=DKIM1; h=sha1; p=${KEYS.rsa2048}`), "wrong", /SHA-256/],
    ["a key for something else", key(`v=DKIM1; s=tlsrpt; p=${KEYS.rsa2048}`), "wrong", /not meant for mail/],
    ["name servers that fail", { [K]: { fails: "all" } }, "unreachable", /Try again/],
  ]);
});
