// The events that the load posts: what n8n tells of a mail, message after message.
import { createHash, randomUUID } from "node:crypto";
import type { Tenant } from "./tenants.ts";

export interface BenchEvent {
  readonly workspace_id: string;
  readonly event_type: string;
  readonly idempotency_key: string;
  readonly contact_email: string;
  readonly campaign_id: string;
  readonly email_number: number;
  readonly event_ts: string;
  readonly provider: string;
  readonly message_id: string;
  readonly mailbox: string;
  readonly subject: string;
  readonly metadata: { readonly workflow: string; readonly node: string };
}

/** Of 20 messages 19 are delivered, 8 opened, 1 is clicked, 1 replied to, 1 bounces. */
const happens = (message: number): string[] => [
  "sent",
  message % 20 === 0 ? "bounced" : "delivered",
  ...(message % 5 < 2 && message % 20 !== 0 ? ["opened"] : []),
  ...(message % 20 === 1 ? ["clicked"] : []),
  ...(message % 20 === 6 ? ["replied"] : []),
];

/** `count` new events, spread over the tenants, in the order in which they happened. */
export function makeEvents(tenants: readonly Tenant[], count: number): BenchEvent[] {
  const events: BenchEvent[] = [];
  const run = randomUUID().slice(0, 8);
  const now = Date.now();
  for (let message = 0; events.length < count; message++) {
    const tenant = tenants[message % tenants.length] as Tenant;
    const campaign = tenant.campaigns[(message * 7) % tenant.campaigns.length] as string;
    for (const event_type of happens(message)) {
      if (events.length === count) break;
      events.push({
        workspace_id: tenant.id,
        event_type,
        idempotency_key: `${run}-${message}-${event_type}`,
        contact_email: `person.${run}.${message}@example.test`,
        campaign_id: campaign,
        email_number: 1 + (message % 3),
        event_ts: new Date(now - 60_000 + events.length).toISOString(),
        provider: "smtp",
        message_id: `<${run}.${message}@mail.example.test>`,
        mailbox: `sender${message % 8}@example.test`,
        subject: "A question about your plant",
        metadata: { workflow: "sequence", node: event_type },
      });
    }
  }
  return events;
}

/** The same event as a row of the plain table, its derived columns computed by the writer as the function does. */
export function asRow({ subject, ...event }: BenchEvent): Record<string, unknown> {
  const { event_type, contact_email, campaign_id, email_number, message_id, provider } = event;
  const hash = (...parts: unknown[]) => createHash("sha256").update(JSON.stringify(parts)).digest();
  return {
    ...event,
    campaign_name: "Campaign",
    event_key: hash(provider, message_id, event_type, email_number).toString("base64"),
    fingerprint: `\\x${hash(event_type, contact_email, campaign_id, email_number, message_id).toString("hex")}`,
  };
}
