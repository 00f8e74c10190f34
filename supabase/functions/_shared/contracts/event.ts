// One event of POST /functions/v1/events.
import { z } from "zod";
import * as f from "./fields.ts";
import { LIMITS } from "./limits.ts";

export const EVENT_TYPES = [
  "sent",
  "delivered",
  "opened",
  "clicked",
  "replied",
  "bounced",
  "complained",
  "opt_out",
  "failed",
] as const;

const bounce = z.object(
  {
    status: f.maybeEmptyText(LIMITS.nameChars).nullish(),
    diagnostic: f.maybeEmptyText(LIMITS.diagnosticChars).nullish(),
  },
  "must be an object",
);

const eventFields = z.object({
  event_type: z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(", ")}`),
  idempotency_key: f.idempotencyKey(),
  contact_email: f.address().optional(),
  campaign: f.text(LIMITS.nameChars).optional(),
  campaign_id: f.uuid().optional(),
  campaign_group_id: f.uuid().optional(),
  email_number: z
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(LIMITS.emailNumberMax, `must be at most ${LIMITS.emailNumberMax}`)
    .optional(),
  event_ts: f.eventTime().optional(),
  provider: f.text(LIMITS.nameChars).optional(),
  message_id: f.messageId().optional(),
  subject: f.text(LIMITS.headerChars).optional(),
  lead_id: f.uuid().optional(),
  mailbox: f.address().optional(),
  permit_id: f.uuid().optional(),
  bounce: bounce.optional(),
  run_token: f.runToken().optional(),
  is_test: z.boolean("must be true or false").optional(),
  metadata: f.metadata().optional(),
});

/** Which fields an event has: others are ignored. */
export const EVENT_FIELDS = Object.keys(eventFields.shape);

const hasSubject = (e: { contact_email?: string; lead_id?: string; message_id?: string }): boolean =>
  (e.contact_email ?? e.lead_id ?? e.message_id) !== undefined;

const subjectRequired = {
  path: ["contact_email"],
  message: "is required when neither lead_id nor message_id is given",
};

/** Whom the event is about must be known: by the address, the lead or the message. */
export const eventSchema = eventFields.refine(hasSubject, subjectRequired);

/** An opt-out is taken without a key, too: the function derives one. */
export const optOutSchema = eventFields
  .extend({ idempotency_key: f.idempotencyKey().optional() })
  .refine(hasSubject, subjectRequired);

export type EventInput = z.output<typeof eventSchema>;
export type OptOutInput = z.output<typeof optOutSchema>;
