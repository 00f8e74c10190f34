// Who asks for a link without a person reading the mail. Their requests are recorded as is_bot and not counted.

/** Mail security, link previews, crawlers and HTTP libraries, by their user agents. */
const AGENTS = new RegExp(
  [
    "bot\\b|crawl|spider|scan|preview|prefetch|monitor|headless|phantom|lighthouse",
    "barracuda|mimecast|proofpoint|messagelabs|symantec|fireeye|trellix|sophos|trendmicro|bitdefender|zscaler|forcepoint",
    "safelinks|urldefense|cloudmark|kaspersky|avast|checkpoint|ironport",
    "facebookexternalhit|whatsapp|slack|telegram|discord|skypeuri|embedly|vkshare",
    "curl|wget|python|aiohttp|httpx|go-http-client|java/|okhttp|apache-httpclient|node-fetch|axios|undici|libwww|ruby|php/",
  ].join("|"),
  "i",
);

/** All that Apple's mail privacy proxy says of itself: it loads every picture of every mail. */
const APPLE_PROXY = "Mozilla/5.0";

/** Headers in which browsers and proxies say that nobody has looked yet. */
const PURPOSES = ["purpose", "sec-purpose", "x-purpose", "x-moz"];

/** True for a known scanner or prefetcher, and for HEAD, which no person's browser sends. */
export function isScanner(req: Request): boolean {
  const agent = req.headers.get("user-agent")?.trim() ?? "";
  return (
    req.method === "HEAD" ||
    agent === "" ||
    agent === APPLE_PROXY ||
    AGENTS.test(agent) ||
    PURPOSES.some((name) => /prefetch|prerender|preview/i.test(req.headers.get(name) ?? ""))
  );
}
