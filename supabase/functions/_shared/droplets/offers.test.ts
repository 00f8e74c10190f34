import { describe, expect, it } from "vitest";
import { readSettings } from "../env.ts";
import { unavailable, unavailableModes } from "./mod.ts";

const settings = (env: Record<string, string>) => readSettings((name) => env[name], []);

describe("what can be launched", () => {
  it("is what a factory exists for, whatever the settings of one that does not exist say", () => {
    const here = settings({ LOCAL_MODE: "true", DIGITALOCEAN_API_TOKEN: "t" });
    expect(unavailable("local", here)).toBeNull();
    expect(unavailable("digitalocean", here)).toBe(
      "DigitalOcean is not available in this version yet — choose a local n8n in the Infrastructure stage",
    );
    expect(unavailableModes(here)).toEqual({
      digitalocean: "DigitalOcean is not available in this version yet",
    });
  });

  it("names no alternative where there is none", () => {
    const nowhere = settings({});
    expect(unavailable("local", nowhere)).toBe(
      "A local n8n is not set up here — choose another server in the Infrastructure stage",
    );
    expect(Object.keys(unavailableModes(nowhere))).toEqual(["local", "digitalocean"]);
  });
});
