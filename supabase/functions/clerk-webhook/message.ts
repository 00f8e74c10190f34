// The shapes of Clerk's messages, as far as they are read. Fields that are not known here are passed over: Clerk adds
// some at times.
import { z } from "zod";
import { address } from "../_shared/contracts/fields.ts";

const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/);
/** Milliseconds since 1970. */
const time = z.number().int().min(0).max(Date.UTC(2100, 0));
/** What is no more than a remark: one that cannot be read is left out. */
const remark = z
  .string()
  .transform((value) =>
    value
      .toWellFormed()
      .replace(/\p{Cc}+/gu, " ")
      .trim(),
  )
  .nullish()
  .catch(null);

export const envelope = z.object({
  timestamp: time.nullish().catch(null),
  event_attributes: z
    .object({ http_request: z.object({ client_ip: remark, user_agent: remark }) })
    .nullish()
    .catch(null),
});
export const session = z.object({
  id,
  user_id: id,
  created_at: time.nullish().catch(null),
  updated_at: time.nullish().catch(null),
  /** An operator of Clerk's dashboard who signed in as this person. */
  actor: z.object({ sub: id }).nullish().catch(null),
  latest_activity: z
    .object({ ip_address: remark, browser_name: remark, browser_version: remark, device_type: remark })
    .nullish()
    .catch(null),
});
const emailAddress = z.object({
  id,
  email_address: address().nullable().catch(null),
  verification: z.object({ status: z.string() }).nullish().catch(null),
});
export const person = z.object({
  id,
  updated_at: time,
  primary_email_address_id: id.nullish(),
  email_addresses: z.array(emailAddress).catch([]),
  first_name: remark,
  last_name: remark,
  username: remark,
});
export const deleted = z.object({ id });
export const membership = z.object({
  id,
  updated_at: time.nullish().catch(null),
  role: id.nullish().catch(null),
  organization: z.object({ id }),
  public_user_data: z.object({ user_id: id }),
});
