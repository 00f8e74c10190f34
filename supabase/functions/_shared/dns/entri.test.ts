import { describe, expect, it } from "vitest";
import { PermanentError, RetryableError } from "../errors/mod.ts";
import { createEntriClient } from "./entri.ts";
import { recordsFor } from "./records.ts";

const records = recordsFor(
  { domain: "acme.example", sender: "google" },
  { trackingHost: "track.genesis.example.net" },
);

const TOKEN = () => Response.json({ auth_token: "jwt" });
const LINK = () => Response.json({ link: "https://app.goentri.test/share/1a2b", job_id: "j" });

/** One answer after the other; `sent` is what was asked. */
function entri(...answers: (() => Response)[]) {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const client = createEntriClient({
    applicationId: "acme-app",
    secret: "s3cret",
    baseUrl: "http://127.0.0.1:9/entri/",
    fetch: async (url, init) => {
      sent.push({
        url: String(url),
        headers: new Headers(init?.headers),
        body: JSON.parse(String(init?.body)),
      });
      return (answers[sent.length - 1] ?? answers.at(-1) ?? TOKEN)();
    },
  });
  return { client, sent };
}

describe("Entri", () => {
  it("makes a link for the domain and its records, hosts as Entri writes them", async () => {
    const { client, sent } = entri(TOKEN, LINK);
    const session = await client.session("acme.example", records);
    const dnsRecords = [
      { type: "TXT", host: "@", value: "v=spf1 include:_spf.google.com ~all", ttl: 300 },
      {
        type: "TXT",
        host: "_dmarc",
        value: "v=DMARC1; p=quarantine; rua=mailto:postmaster@acme.example",
        ttl: 300,
      },
      { type: "MX", host: "@", value: "smtp.google.com", priority: 1, ttl: 300 },
      { type: "CNAME", host: "track", value: "track.genesis.example.net", ttl: 300 },
    ];
    expect(session).toEqual({ link: "https://app.goentri.test/share/1a2b", records: dnsRecords });
    expect(sent.map(({ url, body }) => ({ url, body }))).toEqual([
      {
        url: "http://127.0.0.1:9/entri/token",
        body: { applicationId: "acme-app", secret: "s3cret", domain: "acme.example", dnsRecords },
      },
      {
        url: "http://127.0.0.1:9/entri/sharing/connect",
        body: { applicationId: "acme-app", config: { prefilledDomain: "acme.example", dnsRecords } },
      },
    ]);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer jwt");
    expect(sent[1]?.headers.get("applicationid")).toBe("acme-app");
    expect(JSON.stringify(session)).not.toMatch(/s3cret|jwt/);
  });

  it.each([
    ["no link", {}],
    ["a script", { link: "javascript:alert(1)" }],
    ["an address without TLS", { link: "http://app.goentri.test/share/1" }],
  ])("takes %s for a refusal", async (_what, answer) => {
    const { client } = entri(TOKEN, () => Response.json(answer));
    await expect(client.session("acme.example", records)).rejects.toThrow(PermanentError);
  });

  it.each([
    ["a refusal", () => Response.json({ message: "s3cret?" }, { status: 401 }), PermanentError],
    ["an answer without a token", () => Response.json({}), PermanentError],
    ["an answer that is no JSON", () => new Response("<html>"), PermanentError],
    ["too many", () => new Response("", { status: 429 }), RetryableError],
    ["an outage", () => new Response("", { status: 502 }), RetryableError],
    [
      "silence",
      () => {
        throw new TypeError("s3cret");
      },
      RetryableError,
    ],
  ])("says what %s is, without the secret", async (_what, answer, kind) => {
    const error = await entri(answer)
      .client.session("acme.example", records)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toContain("s3cret");
  });

  it("asks for nothing when there is nothing to enter", async () => {
    const { client, sent } = entri(TOKEN, LINK);
    await expect(client.session("other.example", records)).rejects.toThrow(PermanentError);
    expect(sent).toEqual([]);
  });
});
