// What the pages about the past keep in their addresses.
import { z } from "zod";

// A text of digits alone is read as a number.
const text = z.coerce.string().max(100).default("").catch("");
const day = z.iso.date().or(z.literal("")).default("").catch("");
/** "" for the newest, or where the page before ended, as `cursorOf` makes it. */
const before = z
  .string()
  .regex(/^([\d:.T+-]+Z?(~[\w-]+){1,2})?$/)
  .default("")
  .catch("");

export const auditUrl = z.object({
  workspace: text,
  action: text,
  actor: text,
  from: day,
  to: day,
  before,
});
export type AuditUrl = z.infer<typeof auditUrl>;

export const loginsUrl = z.object({ user: text, type: text, before });
export type LoginsUrl = z.infer<typeof loginsUrl>;

export const breakGlassUrl = z.object({ before });
