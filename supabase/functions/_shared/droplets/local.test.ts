import { describe, expect, it } from "vitest";
import { readSettings } from "../env.ts";
import { createFactories, isPending, LOCAL_SIDECAR_PORT } from "./mod.ts";

const factoryWith = (env: Record<string, string>) => createFactories(readSettings((name) => env[name], []));
const request = { workspaceId: "w-1", slug: "acme" };

async function urlWith(env: Record<string, string>): Promise<string> {
  const droplet = await factoryWith({ LOCAL_MODE: "true", ...env })("local").provision(request);
  return isPending(droplet) ? "pending" : droplet.sidecarUrl;
}

describe("the local factory", () => {
  it("takes LOCAL_SIDECAR_URL, else the sidecar's port at LOCAL_N8N_IP", async () => {
    expect(await urlWith({})).toBe(`http://127.0.0.1:${LOCAL_SIDECAR_PORT}`);
    expect(await urlWith({ LOCAL_N8N_IP: "127.0.0.9" })).toBe(`http://127.0.0.9:${LOCAL_SIDECAR_PORT}`);
    expect(await urlWith({ LOCAL_SIDECAR_URL: "http://127.0.0.1:9/" })).toBe("http://127.0.0.1:9");
    expect(await urlWith({ LOCAL_SIDECAR_URL: "http://127.0.0.1:9/w/{workspace_id}" })).toBe(
      "http://127.0.0.1:9/w/w-1",
    );
  });

  it("is offered with LOCAL_MODE alone, and no other mode is", () => {
    for (const LOCAL_MODE of ["", "1", "TRUE"])
      expect(() => factoryWith({ LOCAL_MODE })("local")).toThrow("LOCAL_MODE is not true");
    for (const mode of ["digitalocean", "constructor"])
      expect(() => factoryWith({ LOCAL_MODE: "true" })(mode)).toThrow(`droplets of mode '${mode}'`);
  });

  it("has one droplet, `local`, and nothing of it to unmake", async () => {
    const factory = factoryWith({ LOCAL_MODE: "true" })("local");
    expect(await factory.provision(request)).toMatchObject({ id: "local", ip: "127.0.0.1" });
    expect(await factory.terminate("local", request)).toEqual({ gone: true });
  });
});
