// What the page of budgets keeps in its address.
import { z } from "zod";

export const budgetsUrl = z.object({
  // A slug of digits alone is read as a number.
  q: z.coerce.string().max(64).default("").catch(""),
  /** The slug of the workspace whose plan and limit are being changed. */
  change: z.coerce.string().max(64).default("").catch(""),
  page: z.number().int().min(1).default(1).catch(1),
});
