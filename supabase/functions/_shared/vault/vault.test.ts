import { createDecipheriv, pbkdf2Sync, randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MissingSettings, readSettings } from "../env.ts";
import type { Envelope } from "./envelope.ts";
import { VaultError } from "./errors.ts";
import { readMasterKeys } from "./master-key.ts";
import { createVault, type SecretPlace } from "./vault.ts";

const keysOf = (current: string, previous = "") => {
  const names: Record<string, string> = {
    ENCRYPTION_MASTER_KEY: current,
    ENCRYPTION_MASTER_KEY_PREVIOUS: previous,
  };
  return readMasterKeys(readSettings((name) => names[name], []));
};
const newKey = () => randomBytes(32).toString("hex");
const place = (over: Partial<SecretPlace> = {}): SecretPlace => ({
  workspaceId: randomUUID(),
  type: "smtp",
  rowId: randomUUID(),
  ...over,
});
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));
const MASTER = newKey();
const vault = createVault(keysOf(MASTER));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "opened",
    (error) => (error instanceof VaultError ? error.code : String(error)),
  );

describe("O4 a sealed secret", () => {
  it.each([0, 1, 16, 5_000])("of %i bytes comes back, byte for byte", async (size) => {
    const secret = new Uint8Array(randomBytes(size));
    const at = place();
    expect(await vault.open(at, await vault.seal(at, secret))).toEqual(secret);
  });

  it("is what the documentation says: another implementation opens it", async () => {
    const at = place();
    const sealed = await vault.seal(at, utf8("p@ss \u{1f511}"));
    const of = (name: keyof Envelope) => Buffer.from(sealed[name], "base64");
    const password = Buffer.concat([Buffer.from(MASTER, "hex"), Buffer.from(at.workspaceId)]);
    const key = pbkdf2Sync(password, of("salt"), 100_000, 32, "sha256");
    const gcm = createDecipheriv("aes-256-gcm", key, of("iv"));
    gcm.setAAD(Buffer.from(["genesis-vault-v1", at.workspaceId, at.type, at.rowId].join("\n")));
    gcm.setAuthTag(of("tag"));
    expect(Buffer.concat([gcm.update(of("ciphertext")), gcm.final()]).toString()).toBe("p@ss \u{1f511}");
    expect([of("salt").length, of("iv").length, of("tag").length]).toEqual([32, 12, 16]);
  });

  it("has an iv of its own, and one salt a workspace", async () => {
    const at = place();
    const other = createVault(keysOf(MASTER));
    const [a, b] = [await vault.seal(at, utf8("x")), await vault.seal({ ...at, type: "imap" }, utf8("x"))];
    const c = await other.seal(at, utf8("x"), a);
    expect(new Set([a.iv, b.iv, c.iv]).size).toBe(3);
    expect([b.salt, c.salt]).toEqual([a.salt, a.salt]);
    expect((await vault.seal(place(), utf8("x"))).salt).not.toBe(a.salt);
  });

  it("opens in no other row, type or workspace", async () => {
    const at = place();
    const sealed = await vault.seal(at, utf8("x"));
    for (const elsewhere of [
      { rowId: randomUUID() },
      { type: "imap" },
      { workspaceId: randomUUID() },
    ] as const)
      expect(await codeOf(vault.open({ ...at, ...elsewhere }, sealed))).toBe("does_not_open");
  });

  it("does not open when any part of it was edited", async () => {
    const at = place();
    const sealed = await vault.seal(at, utf8("secret"));
    const flip = (text: string) => {
      const bytes = Buffer.from(text, "base64");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString("base64");
    };
    for (const part of ["salt", "iv", "tag", "ciphertext"] as const)
      expect(await codeOf(vault.open(at, { ...sealed, [part]: flip(sealed[part]) })), part).toBe(
        "does_not_open",
      );
    for (const bad of [
      null,
      {},
      { ...sealed, iv: "AAAA" },
      { ...sealed, tag: "no base64!" },
      { ...sealed, salt: 7 },
    ])
      expect(await codeOf(vault.open(at, bad))).toBe("not_an_envelope");
  });
});

describe("O4 rotation of the master key", () => {
  it("the previous key opens what it sealed, the current one seals", async () => {
    const at = place();
    const old = await vault.seal(at, utf8("x"));
    const next = newKey();
    const rotated = createVault(keysOf(next, MASTER));
    expect(await rotated.open(at, old)).toEqual(utf8("x"));
    const fresh = await rotated.seal(at, utf8("x"), old);
    expect([fresh.key_id === old.key_id, fresh.salt === old.salt]).toEqual([false, false]);
    expect(await codeOf(vault.open(at, fresh))).toBe("unknown_key");
    expect(await codeOf(createVault(keysOf(next)).open(at, old))).toBe("unknown_key");
  });
});

describe("a key setting", () => {
  it.each(["", "abc", "g".repeat(64), `${newKey()}00`])("%j is as good as unset", (value) => {
    expect(() => keysOf(value)).toThrow(MissingSettings);
    if (value) expect(() => keysOf(newKey(), value)).toThrow("ENCRYPTION_MASTER_KEY_PREVIOUS");
  });

  it("is in no error's text", async () => {
    const error = await vault.open(place(), await vault.seal(place(), utf8("hunter2"))).catch(String);
    expect(error).not.toMatch(/hunter2/);
    expect(error).not.toContain(MASTER);
  });
});
