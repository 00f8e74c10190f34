// Which booking link a person has pasted.

const OTHER_SERVICES: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)cal\.(com|eu)$/, "Cal.com"],
  [/^meetings(-[a-z0-9]+)?\.hubspot\.com$|(^|\.)hubspot\.com$/, "HubSpot"],
  [/(^|\.)savvycal\.com$/, "SavvyCal"],
  [/(^|\.)tidycal\.com$/, "TidyCal"],
  [/(^|\.)(acuityscheduling\.com|as\.me)$/, "Acuity"],
  [/(^|\.)youcanbook\.me$/, "YouCanBookMe"],
  [/(^|\.)zcal\.co$/, "zcal"],
  [/(^|\.)doodle\.com$/, "Doodle"],
  [/(^|\.)chilipiper\.com$/, "Chili Piper"],
  [/^(calendar\.google\.com|calendar\.app\.google)$/, "Google Calendar"],
  [/(^|\.)(outlook\.office365\.com|outlook\.office\.com|bookwithme\.link)$/, "Microsoft Bookings"],
  [/(^|\.)setmore\.com$/, "Setmore"],
];

/** Calendly's own pages, at places where a person's name could stand. */
const OWN_PAGES =
  /^(login|signup|app|event_types|scheduled_events|pricing|integrations|about|contact|blog|help|legal|enterprise|features|users|admin|account|settings|home|dashboard|resources|solutions|for|teams|api)$/i;

export type BookingLink =
  | { kind: "calendly"; path: string; profile: string; event: string | null }
  | { kind: "other"; service: string | null }
  | { kind: "none" };

export function readBookingLink(link: string): BookingLink {
  const typed = link.trim();
  const text = /^[a-z][a-z\d+.-]*:/i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(text)) return { kind: "none" };
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "" || url.port !== "") {
    return { kind: "none" };
  }
  const host = url.hostname.replace(/^www\./, "").replace(/\.$/, "");
  if (host !== "calendly.com") {
    const service = OTHER_SERVICES.find(([pattern]) => pattern.test(host))?.[1] ?? null;
    return service !== null || host.includes(".") ? { kind: "other", service } : { kind: "none" };
  }
  const [profile, event] = url.pathname.split("/").filter((part) => part !== "");
  if (profile === undefined || OWN_PAGES.test(profile)) return { kind: "none" };
  return { kind: "calendly", path: url.pathname.replace(/\/+$/, ""), profile, event: event ?? null };
}
