// Every URL and host that a tenant gives is opened through here. How it is wired in an Edge Function:
//
//   import { createSafeFetch, createScrape } from "../_shared/safe-fetch/mod.ts";
//   import { denoNetwork } from "../_shared/safe-fetch/deno.ts"; // index.ts only: the one file that knows Deno
//   const scrape = createScrape(createSafeFetch(denoNetwork));
//   const answer = await scrape(url); // the body of POST /onboarding/brand/auto-scrape; never throws
//
// deno.json of such a function: "ipaddr.js": "npm:ipaddr.js@2.5.0", "htmlparser2": "npm:htmlparser2@12.0.0".
//
// createSafeFetch(deps: Network & { now?, trustedOrigins? }): SafeFetch
//   SafeFetch = (url, { maxBytes? (2 MB), timeoutMs? (10,000), accept? (["text/html"]) }?)
//     => Promise<{ url, status, contentType, bytes }>      throws SafeFetchError { reason }, nothing else
//   A status of 400 and more is an answer, not an error. `trustedOrigins` are origins of the operator's own settings
//   (never of a tenant): they are not checked, so that a test's stand-in may be on the loopback address.
// createScrape(safeFetch): (url) => Promise<ScrapeAnswer>
// readBrand(bytes, contentType, url): Brand
export * from "./addresses.ts";
export * from "./connection.ts";
export * from "./errors.ts";
export * from "./guard.ts";
export * from "./read-brand.ts";
export * from "./request.ts";
export * from "./safe-fetch.ts";
export * from "./scrape.ts";
