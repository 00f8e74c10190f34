import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answering, listen, loopback } from "../safe-fetch/testing/loopback.ts";
import { validateCalendly } from "./calendly.ts";
import { providerDeps } from "./testing/deps.ts";

const UUID = "0f0e0d0c-1111-2222-3333-444455556666";
const LOOKUP = "/api/booking/event_types/lookup?event_type_slug=30min&profile_slug=ada";
const RANGE = `/api/booking/event_types/${UUID}/calendar/range`;
const page = (body: string, status = 200): string =>
  `HTTP/1.1 ${status} X\r\ncontent-type: text/html\r\n\r\n<title>Calendly - Ada</title>${body}`;
const json = (body: unknown, status = 200): string =>
  `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}`;
const moved = (to: string): string => `HTTP/1.1 302 Found\r\nlocation: ${to}\r\n\r\n`;

let site: { port: number; stop: () => Promise<void> };
let routes: Record<string, string>;
let asked: string[];
const check = (link: string) => {
  const network = loopback();
  network.servers[`127.0.0.1:${site.port}`] = site.port;
  return validateCalendly(link, providerDeps({ CALENDLY_URL: `http://127.0.0.1:${site.port}` }, network));
};

beforeAll(async () => {
  site = await listen(
    answering((head) => {
      const path = head.split(" ")[1] ?? "";
      asked.push(path);
      return routes[path] ?? routes[path.split("?")[0] ?? ""] ?? page("nothing here", 404);
    }),
  );
});
afterAll(() => site.stop());
beforeEach(() => {
  asked = [];
  routes = {
    "/ada/30min": page("<script>var t='This calendar is currently unavailable'</script>"),
    [LOOKUP]: json({ uuid: UUID }),
    [RANGE]: json({ days: [{ date: "2026-12-01", status: "available", spots: [{}] }] }),
  };
});

describe("a Calendly link", () => {
  it("that exists and has open times is ok, however it is written", async () => {
    for (const link of [
      "https://calendly.com/ada/30min",
      " calendly.com/ada/30min/?month=2026-12 ",
      "http://www.calendly.com/ada/30min#x",
    ]) {
      expect(await check(link)).toEqual({ ok: true, reason: "ok", message: "The link takes bookings." });
    }
    expect(asked.slice(0, 2)).toEqual(["/ada/30min", LOOKUP]);
    expect(asked[2]).toMatch(/range\?timezone=UTC&diagnostics=false&range_start=\d{4}-\d\d-\d\d&range_end=/);
  });
  it("of a person without an event is judged by its page", async () => {
    routes["/ada"] = page("30 minutes with Ada");
    expect(await check("https://calendly.com/ada")).toMatchObject({ ok: true });
    expect(asked).toEqual(["/ada"]);
  });
  it("is ok where Calendly does not tell its open times", async () => {
    for (const lookup of [json({}), json({ uuid: "../x" }), page("no"), json({}, 500)]) {
      routes[LOOKUP] = lookup;
      expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "ok" });
    }
    routes[LOOKUP] = json({ uuid: UUID });
    routes[RANGE] = json({ today: "2026-12-01" });
    expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "ok" });
  });
  it("that Calendly does not know is not_found", async () => {
    expect(await check("https://calendly.com/nobody/30min")).toMatchObject({
      ok: false,
      reason: "not_found",
    });
    for (const answer of [
      page("This Calendly URL is not valid."),
      moved("/"),
      moved("/login"),
      page("", 410),
    ]) {
      routes["/ada/30min"] = answer;
      expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "not_found" });
    }
    routes["/ada/30min"] = page("");
    routes[LOOKUP] = json({ error: "not found" }, 404);
    expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "not_found" });
  });
  it("that takes no bookings is not_taking_bookings", async () => {
    routes[RANGE] = json({ days: [{ date: "2026-12-01", status: "unavailable", spots: [] }] });
    expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "not_taking_bookings" });
    routes[RANGE] = json({ failure: { code: "external_calendar_error" } }, 400);
    expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "not_taking_bookings" });
    routes["/ada/30min"] = page("<h1>This calendar is <b>currently</b> unavailable.</h1>");
    expect(await check("https://calendly.com/ada/30min")).toMatchObject({ reason: "not_taking_bookings" });
  });
  it("that cannot be looked at now is unreachable", async () => {
    for (const answer of [page("", 403), page("", 429), page("", 503), "garbage"]) {
      routes["/ada/30min"] = answer;
      expect(await check("https://calendly.com/ada/30min")).toMatchObject({
        ok: false,
        reason: "unreachable",
      });
    }
  });
});
