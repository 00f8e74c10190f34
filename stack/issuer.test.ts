import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { AUTHORIZED_PARTIES, partiesOf } from "./functions/settings.ts";
import { testStack } from "./testing.ts";
import { DEMO_USERS } from "./tokens.ts";

const { info } = testStack();

const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${info.issuer_url}/token`, { method: "POST", body: JSON.stringify(body), headers });
const claims = async (body: unknown, headers?: Record<string, string>) =>
  decodeJwt(((await (await ask(body, headers)).json()) as { token: string }).token);

describe("a token", () => {
  it("carries what a person said of itself, and for the demonstration's people what is known", async () => {
    const fay = { user_id: "user_fay", email: "fay@new.test", name: "Fay Ünal" };
    expect(await claims(fay)).toMatchObject({ sub: "user_fay", email: "fay@new.test", name: "Fay Ünal" });
    expect(await claims({ user_id: "user_alice" })).toMatchObject({
      email: "alice@acme.test",
      name: "Alice",
    });
  });

  it("names the page that asked for it as its party, and no stranger", async () => {
    for (const origin of partiesOf(info)) {
      expect((await claims({ user_id: "user_alice" }, { origin })).azp).toBe(origin);
    }
    const { azp } = await claims({ user_id: "user_alice" }, { origin: "https://elsewhere.test" });
    expect(azp).toBe(AUTHORIZED_PARTIES[0]);
  });

  it("is taken by the functions when the served page asked for it", async () => {
    const answer = await ask({ user_id: "user_alice" }, { origin: info.web_url });
    const { token } = (await answer.json()) as { token: string };
    const asked = "workspace_id=a0000000-0000-4000-8000-000000000001";
    const said = await fetch(`${info.functions_url}/cost-events?${asked}`, {
      headers: { authorization: `Bearer ${token}`, apikey: info.publishable_key },
    });
    expect(said.status).toBe(200);
  });

  it.each([
    ["no user", {}],
    ["a user id with a space", { user_id: "user alice" }],
    ["an address that is none", { user_id: "u", email: "nobody" }],
    ["an empty name", { user_id: "u", name: " " }],
    ["a name with a line break", { user_id: "u", name: "a\nb" }],
    ["a name of 201 letters", { user_id: "u", name: "a".repeat(201) }],
    ["claims of one's own", { user_id: "u", role: "service_role" }],
    ["no object", ["user_alice"]],
  ])("is refused for %s", async (_what, body) => {
    expect((await ask(body)).status).toBe(400);
  });
});

it("lists the people of the demonstration, for a page of any origin", async () => {
  const answer = await fetch(`${info.issuer_url}/users`);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(await answer.json()).toEqual(DEMO_USERS);
});
