// Tracking domains as they are found in the wild, one domain a row: long, because it is a table.
import { describe } from "vitest";
import { TRACKING_HOST } from "./testing.ts";
import { checkTable } from "./testing-table.ts";

const T = "track.acme.example";

describe("the tracking domain", () => {
  checkTable("tracking", [
    ["an alias of the tracking host", {}, "ok", /^$/],
    [
      "a name of one's choice",
      { "go.acme.example": { CNAME: ["Track.Genesis.Example.NET"] } },
      "ok",
      /^$/,
      { trackingDomain: "go.acme.example" },
    ],
    [
      "an alias of an alias of it",
      { [T]: { CNAME: ["t.acme.example"] }, "t.acme.example": { CNAME: [TRACKING_HOST] } },
      "warning",
      /by way of t\.acme\.example/,
    ],
    [
      "nothing there",
      { [T]: {} },
      "missing",
      /Add a CNAME record at track\.acme\.example that points to track\.genesis/,
    ],
    [
      "the domain appended twice",
      { [T]: {}, [`${T}.acme.example`]: { CNAME: [TRACKING_HOST] } },
      "missing",
      /Enter the host as track instead/,
    ],
    [
      "an alias of another host",
      { [T]: { CNAME: ["cdn.example.net"] } },
      "wrong",
      /points to cdn\.example\.net\. Change it to track\.genesis/,
    ],
    [
      "an alias to nowhere",
      { [T]: { CNAME: ["gone.example.net"] } },
      "wrong",
      /gone\.example\.net, which does not exist/,
    ],
    ["an alias of itself", { [T]: { CNAME: [T] } }, "wrong", /leads back to itself/],
    ["two aliases", { [T]: { CNAME: [TRACKING_HOST, "cdn.example.net"] } }, "wrong", /several CNAME records/],
    [
      "aliases without end",
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [
          i ? `t${i}.example.net` : T,
          { CNAME: [`t${i + 1}.example.net`] },
        ]),
      ),
      "wrong",
      /8 times over/,
    ],
    [
      "today's addresses instead of the name",
      { [T]: { A: ["198.51.100.7"] } },
      "warning",
      /breaks when they change/,
    ],
    [
      "a proxy's addresses",
      { [T]: { A: ["104.16.1.1", "104.16.2.1"] } },
      "wrong",
      /passes traffic through itself \(a proxy\)/,
    ],
    [
      "the domain itself",
      {},
      "wrong",
      /would displace its other records/,
      { trackingDomain: "acme.example" },
    ],
    ["name servers that fail", { [T]: { fails: "all" } }, "unreachable", /Try again/],
  ]);
});
