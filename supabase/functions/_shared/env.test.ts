import { describe, expect, it } from "vitest";
import { defaultKey, MissingSettings, readSettings } from "./env.ts";
import { createHandler, startHandler } from "./http/mod.ts";

const from = (all: Record<string, string>) => (name: string) => all[name];

describe("settings", () => {
  it("names every missing one at once; empty is unset", () => {
    expect(() => readSettings(from({ A: "1", B: " " }), ["A", "B", "C"])).toThrow("missing settings: B, C");
  });

  it("a flag is true only for the text true", () => {
    const settings = readSettings(from({ ON: "true", ODD: "1", OFF: "" }), []);
    expect([settings.flag("ON"), settings.flag("ODD"), settings.flag("OFF")]).toEqual([true, false, false]);
  });

  it("reads the default key of Supabase's JSON settings", () => {
    expect(defaultKey(readSettings(from({ K: '{"default":"sb_1"}' }), []), "K")).toBe("sb_1");
    for (const bad of ["", "text", "{}", '{"default":""}', "null"]) {
      expect(() => defaultKey(readSettings(from({ K: bad }), []), "K")).toThrow(MissingSettings);
    }
  });

  it("a function without its settings answers 503 until they are there", async () => {
    const all: Record<string, string> = {};
    const create = () =>
      createHandler(
        "f",
        async () => new Response("ready"),
        () => {},
      );
    const handler = startHandler("f", from(all), ["A", "B"], create);
    const refused = await handler(new Request("http://functions.test/f"));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "not_configured" });
    Object.assign(all, { A: "1", B: "2" });
    expect(await (await handler(new Request("http://functions.test/f"))).text()).toBe("ready");
  });
});
