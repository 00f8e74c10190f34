// Recorded answers: what resolvers gave for domains of every shape, as a zone that tests edit.
import type { AnswerType, Lookup, Resolver } from "./types.ts";

export interface Entry {
  /** A record; an array: its strings as they came. */
  TXT?: (string | string[])[];
  CNAME?: string[];
  /** `preference exchange`. */
  MX?: string[];
  A?: string[];
  AAAA?: string[];
  /** Types that the name servers fail on, or all. */
  fails?: AnswerType[] | "all";
}
export type Zone = Record<string, Entry>;

/** Public keys made for these tests; nobody has the private ones. */
export const KEYS = {
  rsa512:
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAML1wedL9JJxIC1Sw06BbK4eUjLYkDsXk60gJur/Lzaki2D54DexhsK5Hi3yRWS4oXQcEZu0+N3v3MVmdsmjSD8CAwEAAQ==",
  rsa1024:
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDHWjIfvMdKQ51kNlB/ETJayG35tW1dy64rmI6ybkz+ZRVZ6MvMUP30ePQ3o3xevQqee66uKlzURFxo0k+/2kPgcSrBK+8OZSbjs5E0ndn+ZSjIXhCX+jrzAsK+81f15LHUIpKo4nNf4/Ka3JKN4h/az4ynXKr5zBXoDnexoT9zFwIDAQAB",
  rsa2048:
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2TUCwOUD/0bA63obkkqyvo+MAw6R+2n/L/RNyZy7doe1S5CpKBFcQ8V72vVyDlJgi32QYdwHqPk8hhhevryWcm41l5pMli735sKqOJiBgXkdpynWQ6nkWasSWdiUztxYPsc/1ojwEbqEvuibU1kXVjg+EEUUSiRQmIMD0v6i6/sDgVbDVHzzX0HABdoEngH+WakDmdY06kLkp+ZeMIyaicB0ceIX4HhTFzsLwAF4UQMWqcFbyHa5AAYXrQSm6RL8URbWhPzqkDkuNr0AwQP/1DfmHPn5uiWDR8hPHbZlHP3oNeEjHe9JYPdve15VtFOS1CPrjW5Jj7XoqaRtebR94wIDAQAB",
  rsa4096:
    "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAsIivyurCYbrK+a9q3V1c0m3lQ/iWZf5tluPDCXvqPZqNhIwNoMsL2wkBqzbvwtZafCUGqLnEXZwkTa5ge1A6rbhuXj3nrGQGWYcUyGiYPvIW/LB53EvXwJaj0rpZnjlc/8ev90DxSSkBTdh00p78Ao2TM2LH6QOAhDnNIfAk+TweIzNXAoA9VqBIRwbIjya3IyRzsH+TXc6wZOzz6BAnb8n9Y3D8HpxZpaWUS8bTw04QvEZAZQwcdOv7wJglDaqRJMJy1m7K/f+t8OvalQuTLoowYRme6sFDCqMC8r5RShGEt+/HHnQO5b6fUHGgJHRV6gN+je91ZQY6bfn2WqwOiKSo5DftUS1P1/eRsUQp+AXNArgEcEWL30b1PLm/UgT1PL3F4j+N+evMqszYZoDAD0IQWdMPsUVJNVYnu7mvGoE2nC56pMbE/ndorM7zg6Wrqfr8VRQlI6U8miEv3d5o2UPtW/b+2SFcxpa9VZ73qad6iy7QEi7mbvjDPuqGMep76ySoiMumS9lJEVSlrwofPn/soNIpSX0nK5ahhqAEitAIIfFrbUtmObRQ8czOPMQlmoi0e+b+dBbquWyHssmBRxvob72foDcuQnxNOSexvoO3xPYWmnLowsxcd1Ls3Ra6Od6gS7HsNSfCaPx32nnqUOASUCPC34ri0gxwSGWsCPkCAwEAAQ==",
  ed25519: "YyIjJb1Qth0yRBJlUDGl5NlswpLpGmko+IIXmpR9ymU=",
} as const;

const net = (text: string): Entry => ({ TXT: [`v=spf1 ${text}`] });
const host = (address: string): Entry => ({ A: [address] });

/** Mail services and hosts that customers' records refer to. */
export const WORLD: Zone = {
  "_spf.google.com": net(
    "include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all",
  ),
  "_netblocks.google.com": net("ip4:35.190.247.0/24 ip4:64.233.160.0/19 ip4:66.102.0.0/20 ~all"),
  "_netblocks2.google.com": net("ip6:2001:4860:4864::/56 ip6:2404:6800:4864::/56 ~all"),
  "_netblocks3.google.com": net("ip4:172.217.0.0/19 ip4:172.217.32.0/20 ip4:108.177.96.0/19 ~all"),
  "spf.protection.outlook.com": net("ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip6:2a01:111:f400::/48 -all"),
  "sendgrid.net": net("ip4:167.89.0.0/17 ip4:208.117.48.0/20 include:ab.sendgrid.net ~all"),
  "ab.sendgrid.net": net("ip4:223.165.113.0/24 ~all"),
  "servers.mcsv.net": net("ip4:205.201.128.0/20 ip4:198.2.128.0/18 ~all"),
  "mailgun.org": net("include:_spf.mailgun.org include:_spf.eu.mailgun.org ~all"),
  "_spf.mailgun.org": net("ip4:209.61.151.0/24 ip4:166.78.68.0/22 ~all"),
  "_spf.eu.mailgun.org": net("ip4:141.193.32.0/23 ~all"),
  "_spf.salesforce.com": net("exists:%{i}._spf.mta.salesforce.com -all"),
  "amazonses.com": net("ip4:199.255.192.0/22 ip4:54.240.0.0/18 -all"),
  "mail.zendesk.com": net("ip4:192.161.144.0/20 ip4:185.12.80.0/22 ~all"),
  "open.example.net": net("ip4:0.0.0.0/0 -all"),
  "lax.example.net": net("+all"),
  "two.example.net": { TXT: ["v=spf1 -all", "v=spf1 ~all"] },
  "typo.example.net": net("ipv4:192.0.2.1 -all"),
  "nothing.example.net": { TXT: ["no policy here"], A: ["192.0.2.77"] },
  "smtp.google.com": host("142.251.10.27"),
  "aspmx.l.google.com": { A: ["142.250.4.26"], AAAA: ["2404:6800:4003:c0f::1a"] },
  "alt1.aspmx.l.google.com": host("142.250.141.26"),
  "mx1.filter.example.net": host("192.0.2.25"),
  "track.genesis.example.net": { A: ["198.51.100.7"], AAAA: ["2001:db8::7"] },
  "cdn.example.net": host("203.0.113.80"),
  "dkim.esp.example.net": { TXT: [`v=DKIM1; p=${KEYS.rsa2048}`] },
  "reports.example.net": { A: ["192.0.2.80"] },
  "esp.example.net": { A: ["192.0.2.90"] },
};

export const TRACKING_HOST = "track.genesis.example.net";

/** A domain at Google Workspace that has all it needs. */
export const healthy = (domain: string): Zone => ({
  [domain]: {
    TXT: ["google-site-verification=x2A", "v=spf1 include:_spf.google.com ~all"],
    MX: ["1 smtp.google.com"],
    A: ["203.0.113.10"],
  },
  [`google._domainkey.${domain}`]: {
    // As Google's come: 2048 bits do not fit into one string of 255.
    TXT: [[`v=DKIM1; k=rsa; p=${KEYS.rsa2048.slice(0, 230)}`, KEYS.rsa2048.slice(230)]],
  },
  [`_dmarc.${domain}`]: { TXT: [`v=DMARC1; p=quarantine; rua=mailto:postmaster@${domain}`] },
  [`track.${domain}`]: { CNAME: [`${TRACKING_HOST}.`] },
});

function answerOf(entry: Entry, type: AnswerType): unknown[] {
  if (type === "TXT") return (entry.TXT ?? []).map((text) => (typeof text === "string" ? [text] : text));
  if (type === "MX") {
    return (entry.MX ?? []).map((text) => {
      const [preference, exchange = ""] = text.split(" ");
      return { preference: Number(preference), exchange };
    });
  }
  return type === "PTR" ? [] : (entry[type] ?? []);
}

/** Resolves as a recursive resolver does: aliases are followed, and a circle of them is a SERVFAIL. */
export function zoneResolver(...zones: Zone[]): Resolver & { asked: string[] } {
  const zone: Zone = Object.assign({}, ...zones);
  const asked: string[] = [];
  return {
    asked,
    async resolve<T extends AnswerType>(name: string, type: T): Promise<Lookup<T>> {
      asked.push(`${type} ${name}`);
      let at = name;
      for (let hops = 0; hops < 16; hops++) {
        const entry = zone[at];
        if (!entry) {
          const below = Object.keys(zone).some((other) => other.endsWith(`.${at}`));
          return { kind: below ? "nodata" : "nxdomain" };
        }
        if (entry.fails === "all" || entry.fails?.includes(type))
          return { kind: "failed", reason: "SERVFAIL" };
        const target = type === "CNAME" ? undefined : entry.CNAME?.[0];
        if (target === undefined) {
          const answers = answerOf(entry, type);
          return answers.length > 0 ? ({ kind: "answers", answers } as Lookup<T>) : { kind: "nodata" };
        }
        at = target.replace(/\.$/, "");
      }
      return { kind: "failed", reason: "SERVFAIL" };
    },
  };
}
