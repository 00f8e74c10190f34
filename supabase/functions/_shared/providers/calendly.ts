// A Calendly link: that it exists, and that somebody can book there.
import { decodeHtml } from "../safe-fetch/decode-html.ts";
import { SafeFetchError } from "../safe-fetch/errors.ts";
import { createSafeFetch, type Page, type SafeFetch } from "../safe-fetch/safe-fetch.ts";
import { walkHtml } from "../safe-fetch/walk-html.ts";
import { TIMEOUT_MS } from "./ask.ts";
import { readBookingLink } from "./booking-links.ts";
import { openTimes } from "./calendly-times.ts";
import { endpoint } from "./endpoints.ts";
import type { CalendlyAnswer, ProviderDeps } from "./types.ts";

const EXAMPLE = "such as https://calendly.com/your-name/30min";
const MESSAGES: Readonly<Record<CalendlyAnswer["reason"], string>> = {
  ok: "The link takes bookings.",
  not_a_link: `This is not a booking link: it needs to lead to a page of yours on Calendly, ${EXAMPLE}.`,
  other_service: `Booking links of other services are not supported: please use one of Calendly, ${EXAMPLE}.`,
  not_found: "Calendly knows no page at this link. Copy it again from Calendly.",
  not_taking_bookings:
    "The page exists but takes no bookings. In Calendly, switch the event type on, and check its connected calendar and its available hours.",
  unreachable: "Calendly could not be asked just now. Try again in a few minutes.",
};
const say = (reason: CalendlyAnswer["reason"], message = MESSAGES[reason]): CalendlyAnswer => ({
  ok: reason === "ok",
  reason,
  message,
});

const NOT_FOUND = /calendly url is not valid|page (you('re| are) looking for|does not exist|not found)/i;
const NOT_TAKING =
  /currently unavailable|no longer (available|accepting)|not (currently )?accepting|is (not active|inactive)|link has expired|has been (turned off|disabled)/i;

/** Never throws. */
export async function validateCalendly(link: string, deps: ProviderDeps): Promise<CalendlyAnswer> {
  const read = readBookingLink(link);
  if (read.kind === "none") return say("not_a_link");
  if (read.kind === "other") {
    return say(
      "other_service",
      read.service === null
        ? MESSAGES.other_service
        : `This is a link of ${read.service}. Please use one of Calendly, ${EXAMPLE}.`,
    );
  }
  try {
    const base = endpoint(deps.settings, "CALENDLY_URL");
    // The operator's own choice when set; the real one is checked like any other.
    const trustedOrigins = deps.settings.optional("CALENDLY_URL") ? [new URL(base).origin] : [];
    const safeFetch = createSafeFetch({ resolve: deps.resolve, connect: deps.connect, trustedOrigins });
    const page = await safeFetch(`${base}${read.path}`, { timeoutMs: deps.timeoutMs ?? TIMEOUT_MS });
    const reason = judge(page, base);
    if (reason !== "ok" || read.event === null) return say(reason);
    return say(await bookable(safeFetch, base, read.profile, read.event));
  } catch (error) {
    return say(error instanceof SafeFetchError && error.reason === "not_html" ? "not_found" : "unreachable");
  }
}

function judge(page: Page, base: string): CalendlyAnswer["reason"] {
  if (page.status === 404 || page.status === 410) return "not_found";
  if (page.status >= 400) return "unreachable";
  const url = new URL(page.url);
  // A page that is gone may lead to Calendly's front page or its log-in.
  const moved = readBookingLink(`https://calendly.com${url.pathname}`);
  if (url.origin !== new URL(base).origin && !/(^|\.)calendly\.com$/.test(url.hostname)) return "not_found";
  if (moved.kind !== "calendly") return "not_found";
  const words = visibleText(decodeHtml(page.bytes, page.contentType));
  if (NOT_FOUND.test(words)) return "not_found";
  return NOT_TAKING.test(words) ? "not_taking_bookings" : "ok";
}

/** Calendly draws its notices in the browser, so the page alone may not show them; its open times do. */
async function bookable(
  safeFetch: SafeFetch,
  base: string,
  profile: string,
  event: string,
): Promise<CalendlyAnswer["reason"]> {
  const times = await openTimes(safeFetch, base, profile, event);
  if (times === "no_such_event") return "not_found";
  // `unknown` is no reason to refuse a page that is there.
  return times === "none" ? "not_taking_bookings" : "ok";
}

/** Without scripts and styles, whose texts hold every notice there is. */
function visibleText(html: string): string {
  let text = "";
  let hidden: string | null = null;
  walkHtml(html, {
    open: (tag) => {
      if (hidden === null && /^(script|style|template|noscript)$/.test(tag)) hidden = tag;
      text += " ";
    },
    text: (part) => {
      if (hidden === null && text.length < 200_000) text += part;
    },
    close: (tag) => {
      if (tag === hidden) hidden = null;
    },
  });
  return text.replace(/\s+/g, " ");
}
