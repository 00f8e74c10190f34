// Clerk's webhook as Svix delivers it.
import { randomUUID } from "node:crypto";
import { Webhook } from "svix";
import type { TestStack } from "../../stack/testing.ts";

export interface Delivery {
  /** svix-id: one for all tries of a message. */
  id?: string;
  at?: Date;
  secret?: string;
}

/** The headers of a delivery of `body`, which must be sent as it is. */
export function signedByClerk(
  stack: TestStack,
  body: string,
  delivery: Delivery = {},
): Record<string, string> {
  const { id = `msg_${randomUUID()}`, at = new Date() } = delivery;
  const secret = delivery.secret ?? stack.secrets.settings.CLERK_WEBHOOK_SIGNING_SECRET ?? "";
  return {
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(secret).sign(id, at, body),
  };
}

/** A message in Clerk's envelope; its time is fixed, so that the same message has the same bytes. */
export const clerkEvent = (type: string, data: Record<string, unknown>): Record<string, unknown> => ({
  object: "event",
  type,
  timestamp: Date.UTC(2026, 10, 23, 8),
  instance_id: "ins_test",
  event_attributes: { http_request: { client_ip: "203.0.113.9", user_agent: "Mozilla/5.0 (Test)" } },
  data,
});
