import { generateKeyPairSync } from "node:crypto";
import { base64url } from "jose";
import { describe, expect, it } from "vitest";
import { MissingSettings, readSettings } from "../env.ts";
import { createSigningKeys } from "./signing.ts";
import { readTrackLink, signTrackLink } from "./track-link.ts";

const jwk = (kid: string) => ({
  ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }),
  kid,
});
const keysOf = (...keys: object[]) => createSigningKeys(readSettings(() => JSON.stringify({ keys }), []));
const [old, fresh] = [jwk("old"), jwk("fresh")];
const keys = keysOf(old);

const link = {
  workspace_id: "a0000000-0000-4000-8000-000000000001",
  lead_id: "a0000000-0000-4000-8000-000000000002",
  email_number: 2,
  url: "https://example.com/a?b=ü#c",
};

describe("track links", () => {
  it("come back as they were signed, the URL ready for a header", async () => {
    const signed = await signTrackLink(keys, "c", link);
    expect(signed).toMatch(/^[\w.-]+$/);
    expect(await readTrackLink(keys, "c", signed)).toEqual({
      ...link,
      url: "https://example.com/a?b=%C3%BC#c",
    });
  });

  it("are for one kind only", async () => {
    expect(await readTrackLink(keys, "o", await signTrackLink(keys, "c", link))).toBeUndefined();
  });

  it("do not pass when any part is changed, cut off or added to", async () => {
    const [payload = "", kid = "", signature = ""] = (await signTrackLink(keys, "c", link)).split(".");
    const evil = base64url.encode(JSON.stringify({ ...link, url: "https://evil.test/" }));
    const bad = [
      `${evil}.${kid}.${signature}`,
      `${payload}.${base64url.encode("other")}.${signature}`,
      `${payload}.${kid}.${signature.slice(0, -4)}`,
      `${payload}.${kid}.${signature}.x`,
      `${payload}.${kid}`,
      "!.!.!",
      "",
    ];
    for (const signed of bad) expect(await readTrackLink(keys, "c", signed)).toBeUndefined();
  });

  it("outlive a change of keys, until the old key is taken out", async () => {
    const signed = await signTrackLink(keys, "c", link);
    expect(await readTrackLink(keysOf(fresh, old), "c", signed)).toBeDefined();
    expect(await readTrackLink(keysOf(fresh), "c", signed)).toBeUndefined();
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.test",
    "/path",
    "https://user:pass@example.com/",
  ])("are not signed for %s", async (url) => {
    await expect(signTrackLink(keys, "c", { ...link, url })).rejects.toThrow();
  });

  it("need a private Ed25519 key first in the set", () => {
    const { d: _private, ...open } = fresh as { d?: string };
    for (const said of ["", "{}", "not json", JSON.stringify({ keys: [open] })]) {
      expect(() => createSigningKeys(readSettings(() => said, []))).toThrow(MissingSettings);
    }
  });
});
