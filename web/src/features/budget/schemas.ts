// What the page's forms take; SQL judges again (admin_set_plan, admin_set_budget_limit, admin_price_set).
import { z } from "zod";

export const PLANS = ["free", "starter", "pro", "enterprise"] as const;
const MOST_USD = 99_999_999;
const MOST_PRICE = 1_000_000;

/** A number as a person writes it into a field. Number("") is 0, which nobody meant. */
const amount = (most: number, below = false) =>
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d{1,6})?$/, "must be a number such as 12.50")
    .transform(Number)
    .refine(
      (value) => (below ? value < most : value <= most),
      `must be ${below ? "below" : "at most"} ${most.toLocaleString("en-US")}`,
    );

export const budgetSchema = z.object({
  plan: z.enum(PLANS),
  limit: z.union([z.literal("").transform(() => null), amount(MOST_USD)]),
});
export type BudgetChange = z.output<typeof budgetSchema>;

const name = z.string().trim().toLowerCase().min(1, "is required").max(200, "is too long");

export const priceSchema = z.object({
  provider: name,
  model: name,
  input: amount(MOST_PRICE, true),
  output: amount(MOST_PRICE, true),
});
export type PriceChange = z.output<typeof priceSchema>;
