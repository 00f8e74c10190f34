import { describe, expect, it } from "vitest";
import { createApi } from "./client.ts";

function server(answer: () => Response | Promise<Response>, token: string | null = "t-1") {
  const seen: { url: string; init: RequestInit }[] = [];
  const api = createApi({
    supabaseUrl: "http://api",
    publishableKey: "pk",
    getToken: async () => token,
    fetch: async (url, init = {}) => {
      seen.push({ url: String(url), init });
      return answer();
    },
  });
  return { api, seen };
}

describe("createApi", () => {
  it("sends the session and the key, and leaves out what is not given", async () => {
    const { api, seen } = server(() => Response.json({ ok: 1 }));
    const query = { workspace_id: "w 1", page: 2, from: undefined, to: null };
    expect(await api("launch/plan", { query })).toEqual({ ok: 1 });
    expect(seen[0]?.url).toBe("http://api/functions/v1/launch/plan?workspace_id=w+1&page=2");
    expect(seen[0]?.init).toMatchObject({
      method: "GET",
      headers: { apikey: "pk", authorization: "Bearer t-1" },
    });
  });

  it("posts JSON, without a session when nobody is signed in", async () => {
    const { api, seen } = server(() => Response.json({}), null);
    await api("launch", { body: { workspace_id: "w" } });
    expect(seen[0]?.init).toMatchObject({ method: "POST", body: '{"workspace_id":"w"}' });
    expect(seen[0]?.init.headers).not.toHaveProperty("authorization");
  });

  it("raises what the function says", async () => {
    const { api } = server(() =>
      Response.json({ error: "No", code: "forbidden", request_id: "r" }, { status: 403 }),
    );
    await expect(api("launch")).rejects.toMatchObject({ status: 403, code: "forbidden", request_id: "r" });
  });

  it("tells who listens of a refusal, before the caller hears of it", async () => {
    const heard: string[] = [];
    const api = createApi({
      supabaseUrl: "http://api",
      publishableKey: "pk",
      getToken: async () => null,
      fetch: async () => Response.json({ error: "No", code: "workspace_frozen" }, { status: 403 }),
      onRefused: ({ code }) => heard.push(code),
    });
    await api("onboarding/brand", { body: {} }).catch(() => heard.push("raised"));
    expect(heard).toEqual(["workspace_frozen", "raised"]);
  });

  it("raises unreachable when no answer comes, but lets an abort be an abort", async () => {
    const { api } = server(() => Promise.reject(new TypeError("failed")));
    await expect(api("launch")).rejects.toMatchObject({ status: 0, code: "unreachable" });
    await expect(api("launch", { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(TypeError);
  });
});
