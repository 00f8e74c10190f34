import { describe, expect, it } from "vitest";
import { PermanentError, RetryableError } from "../errors/mod.ts";
import { createEntriClient } from "./entri.ts";
import { recordsFor } from "./records.ts";

const records = recordsFor(
  { domain: "acme.example", sender: "google" },
  { trackingHost: "track.genesis.example.net" },
);

function entri(answer: () => Response) {
  const sent: { url: string; body: unknown }[] = [];
  const client = createEntriClient({
    applicationId: "acme-app",
    secret: "s3cret",
    baseUrl: "http://127.0.0.1:9/entri/",
    fetch: async (url, init) => {
      sent.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return answer();
    },
  });
  return { client, sent };
}

describe("Entri", () => {
  it("makes a token for the domain and its records, hosts as Entri writes them", async () => {
    const { client, sent } = entri(() => Response.json({ auth_token: "jwt" }));
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
    expect(session).toEqual({
      token: "jwt",
      application_id: "acme-app",
      config: { prefilledDomain: "acme.example", dnsRecords },
    });
    expect(sent).toEqual([
      {
        url: "http://127.0.0.1:9/entri/token",
        body: { applicationId: "acme-app", secret: "s3cret", domain: "acme.example", dnsRecords },
      },
    ]);
    expect(JSON.stringify(session)).not.toContain("s3cret");
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
    const { client, sent } = entri(() => Response.json({ auth_token: "jwt" }));
    await expect(client.session("other.example", records)).rejects.toThrow(PermanentError);
    expect(sent).toEqual([]);
  });
});
