// One cost of POST /functions/v1/cost-events, and one reservation of POST /functions/v1/cost-events/reserve.
import { z } from "zod";
import * as f from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** Prices are keyed by the provider in lower case; models keep their spelling. */
const provider = () => f.text(LIMITS.nameChars).toLowerCase();

const costFields = z.object({
  provider: provider(),
  model: f.text(LIMITS.nameChars),
  tokens_in: f.tokens().optional(),
  tokens_out: f.tokens().optional(),
  cost_usd: f.usd().optional(),
  campaign: f.text(LIMITS.nameChars).optional(),
  campaign_id: f.uuid().optional(),
  campaign_group_id: f.uuid().optional(),
  idempotency_key: f.idempotencyKey().optional(),
  reservation_id: f.uuid().optional(),
  run_token: f.runToken().optional(),
  is_test: z.boolean("must be true or false").optional(),
  metadata: f.metadata().optional(),
});

export const COST_FIELDS = Object.keys(costFields.shape);

/** A cost says what it cost, or the tokens to compute it from. */
export const costSchema = costFields.refine(
  (c) => c.cost_usd !== undefined || c.tokens_in !== undefined || c.tokens_out !== undefined,
  { path: ["cost_usd"], message: "is required when neither tokens_in nor tokens_out is given" },
);

export type CostInput = z.output<typeof costSchema>;

const { min, max } = LIMITS.reservationSeconds;

const reserveFields = z.object({
  provider: provider(),
  model: f.text(LIMITS.nameChars),
  estimate_usd: f.usd().optional(),
  max_tokens_in: f.tokens().optional(),
  max_tokens_out: f.tokens().optional(),
  idempotency_key: f.idempotencyKey(),
  expires_in_s: z
    .number("must be a number")
    .int("must be a whole number")
    .min(min, `must be at least ${min} seconds`)
    .max(max, `must be at most ${max} seconds`)
    .optional(),
  run_token: f.runToken().optional(),
  is_test: z.boolean("must be true or false").optional(),
});

export const RESERVE_FIELDS = Object.keys(reserveFields.shape);

export const reserveSchema = reserveFields.refine(
  (r) => r.estimate_usd !== undefined || r.max_tokens_in !== undefined || r.max_tokens_out !== undefined,
  { path: ["estimate_usd"], message: "is required when neither max_tokens_in nor max_tokens_out is given" },
);

export type ReserveInput = z.output<typeof reserveSchema>;
