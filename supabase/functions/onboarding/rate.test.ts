// What the wizard asks of others' servers has a rate a workspace: Genesis is nobody's scanner.
import { describe, expect, it } from "vitest";
import { ACCOUNT, ask, onboarding, real } from "./testing.ts";

const typed = { type: "smtp", secret: ACCOUNT };
const links = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `https://calendly.com/ann/${n}`);
const dnsQuestion = { domain: "acme.test", sender: "google" };

describe("asking outside", () => {
  const outside: string[] = [];
  const noted =
    <T>(name: string, answer: T) =>
    async (): Promise<T> => {
      outside.push(name);
      return answer;
    };
  const handler = onboarding(
    {},
    {
      scrape: noted("scrape", { success: true }),
      validate: noted("validate", { verdict: "ok" as const, message: "" }),
      calendly: noted("calendly", { ok: true, reason: "ok", message: "" }),
    },
  );

  it.each([
    ["/brand/auto-scrape", { url: "https://acme.test" }],
    ["/validate-credential", typed],
    ["/validate-calendly", { links: links(1) }],
    ["/dns/verify", dnsQuestion],
  ])("%s is refused when the workspace's rate is spent, and nobody is asked", async (path, body) => {
    const w = await real.workspace();
    await real.sql`insert into genesis.rate_limits (bucket, tokens, granted, updated_at)
      values (${`outside:${w.id}`}, 0, 0, clock_timestamp())`;
    outside.length = 0;
    const answer = await ask(handler, "POST", path, w, w.owner, body);
    expect([answer.status, answer.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(4);
    expect(outside).toEqual([]);
    const other = await real.workspace();
    expect((await ask(handler, "POST", path, other, other.owner, body)).status).toBe(200);
  });

  it("each link counts, and a stranger's question costs the workspace nothing", async () => {
    const [w, stranger] = [await real.workspace(), await real.workspace()];
    const left = async () =>
      (
        await real.sql`select round(tokens)::int as n from genesis.rate_limits where bucket = ${`outside:${w.id}`}`
      )[0]?.n;
    await ask(handler, "POST", "/validate-calendly", w, w.owner, { links: links(2) });
    const after = await left();
    expect(after).toBe(58);
    const refused = await ask(handler, "POST", "/validate-credential", w, stranger.owner, typed);
    expect(refused.status).toBe(403);
    expect(await left()).toBe(after);
  });
});
