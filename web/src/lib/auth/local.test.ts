import { describe, expect, it, vi } from "vitest";
import { createLocalAuth, MARGIN_MS } from "./local.ts";

function storage(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void Object.assign(kept, { [key]: value }),
    removeItem: (key: string) => void delete kept[key],
  };
}

/** An issuer that numbers its tokens, and a clock that the test moves. */
function issuer() {
  let issued = 0;
  const clock = { ms: 0 };
  const asked: { url: string; body: unknown }[] = [];
  const fetch = vi.fn(async (url: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(url), body: JSON.parse(String(init?.body ?? "null")) });
    return Response.json({ token: `token-${++issued}`, expires_in: 60 });
  });
  return { clock, asked, deps: { fetch: fetch as typeof globalThis.fetch, now: () => clock.ms } };
}

describe("createLocalAuth", () => {
  it("keeps a token until shortly before it ends, then gets another", async () => {
    const { clock, asked, deps } = issuer();
    const auth = createLocalAuth("http://issuer", { ...deps, storage: storage() });
    await auth.signIn({ user_id: "user_alice" });
    clock.ms = 60_000 - MARGIN_MS - 1;
    expect(await auth.getToken()).toBe("token-1");
    clock.ms = 60_000 - MARGIN_MS;
    expect(await auth.getToken()).toBe("token-2");
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual({ url: "http://issuer/token", body: { user_id: "user_alice" } });
  });

  it("asks once for callers who come together", async () => {
    const { clock, asked, deps } = issuer();
    const auth = createLocalAuth("http://issuer", { ...deps, storage: storage() });
    await auth.signIn({ user_id: "user_alice" });
    clock.ms = 60_000;
    expect(await Promise.all([auth.getToken(), auth.getToken(), auth.getToken()])).toEqual(
      Array(3).fill("token-2"),
    );
    expect(asked).toHaveLength(2);
  });

  it("stores who was chosen, and never a token", async () => {
    const { deps } = issuer();
    const shelf = storage();
    const auth = createLocalAuth("http://issuer", { ...deps, storage: shelf });
    await auth.signIn({ user_id: "user_new", email: "new@example.test", name: "New" });
    expect(JSON.stringify(shelf.kept)).not.toContain("token-");
    const again = createLocalAuth("http://issuer", { ...deps, storage: shelf });
    expect(again.getState()).toEqual({
      status: "signed-in",
      user: { id: "user_new", email: "new@example.test", name: "New" },
    });
    await auth.signOut();
    expect(shelf.kept).toEqual({});
    expect(await auth.getToken()).toBeNull();
  });

  it("gives no token of a person who was signed out while it came", async () => {
    const { deps } = issuer();
    const auth = createLocalAuth("http://issuer", { ...deps, storage: storage() });
    await auth.signIn({ user_id: "user_alice" });
    await auth.signOut();
    await auth.signIn({ user_id: "user_bob" });
    expect(await auth.getToken()).toBe("token-2");
  });

  it("stays signed out when the issuer is away or refuses", async () => {
    const away = createLocalAuth("http://issuer", {
      storage: storage(),
      fetch: async () => Promise.reject(new TypeError("failed")),
    });
    await expect(away.signIn({ user_id: "user_alice" })).rejects.toMatchObject({ code: "unreachable" });
    expect(away.getState().status).toBe("signed-out");
    const refusing = createLocalAuth("http://issuer", {
      storage: storage(),
      fetch: async () => Response.json({ error: "no such" }, { status: 400 }),
    });
    await expect(refusing.signIn({ user_id: "?" })).rejects.toMatchObject({
      status: 400,
      message: "no such",
    });
    expect(await refusing.getToken()).toBeNull();
  });

  it("starts signed out when what was stored is damaged", () => {
    const auth = createLocalAuth("http://issuer", { storage: storage({ "genesis.local-user": "{" }) });
    expect(auth.getState().status).toBe("signed-out");
  });
});
