// The way back from Google: on to the page, whose session finishes; a state that is not ours leads nowhere.
import { beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys } from "../_shared/auth/mod.ts";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { signState } from "./google.ts";
import { ask, onboarding, real } from "./testing.ts";
import { GOOGLE, stateFor } from "./testing-google.ts";

let w: TestWorkspace;
beforeAll(async () => {
  w = await real.workspace();
});
const back = (query: Record<string, string>) =>
  onboarding(GOOGLE)(
    new Request(`http://functions.test/onboarding/google/callback?${new URLSearchParams(query)}`),
  );

describe("on the way back", () => {
  it("the browser goes to the wizard with code and state behind #, and nothing is stored yet", async () => {
    const state = await stateFor(w);
    const answer = await back({ code: "c/1 2", state });
    expect(answer.status).toBe(302);
    const to = new URL(answer.headers.get("location") ?? "");
    expect(`${to.origin}${to.pathname}${to.search}`).toBe(
      `https://app.genesis.test/w/${w.slug}/onboarding/email?google=finish`,
    );
    expect(Object.fromEntries(new URLSearchParams(to.hash.slice(1)))).toEqual({ code: "c/1 2", state });
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    const denied = await back({ error: "access_denied", state });
    expect(denied.headers.get("location")).toBe(
      `https://app.genesis.test/w/${w.slug}/onboarding/email?google=failed`,
    );
  });

  it("a state that is not ours leads nowhere", async () => {
    const keys = createSigningKeys(real.settings);
    const state = await signState(keys, { workspace_id: w.id, slug: w.slug, actor: w.owner });
    const [payload, kid, signature] = state.split(".");
    const { signature: ofLink } = await keys.sign(`genesis-track-v1\n${payload}`);
    for (const bad of [
      "",
      "a.b.c",
      `${payload}.${kid}`,
      `${payload}x.${kid}.${signature}`,
      `${payload}.${kid}.${ofLink}`,
    ]) {
      const answer = await back({ code: "c", state: bad });
      expect(answer.status, bad).toBe(401);
      expect(answer.headers.get("location")).toBeNull();
    }
  });

  it("501 names what is unset", async () => {
    for (const name of ["GOOGLE_OAUTH_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_SECRET", "WEB_URL"]) {
      const { status, body } = await ask(
        onboarding({ ...GOOGLE, [name]: "" }),
        "GET",
        "/google/start",
        w,
        w.owner,
      );
      expect({ status, settings: body.settings }).toEqual({ status: 501, settings: [name] });
    }
  });
});
