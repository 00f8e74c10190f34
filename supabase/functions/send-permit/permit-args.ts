// What a worker asks for: leave to send one step of a campaign to up to ten leads.
import { z } from "zod";
import { sha256Hex } from "../_shared/auth/mod.ts";
import * as f from "../_shared/contracts/fields.ts";
import { type FieldIssue, isObject, LIMITS, type Parsed, parseItem, pick } from "../_shared/contracts/mod.ts";

const leadSchema = z
  .object({ lead_id: f.uuid().optional(), email: f.address().optional() })
  .refine((lead) => lead.lead_id !== undefined || lead.email !== undefined, {
    message: "must name a lead_id or an email",
  });

const schema = z.object({
  campaign_id: f.uuid(),
  step: z
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(LIMITS.emailNumberMax, `must be at most ${LIMITS.emailNumberMax}`),
  mailbox: f.address(),
  leads: z
    .array(z.unknown(), "must be a list")
    .min(1, "must not be empty")
    .max(LIMITS.permitsPerRequest, `must have at most ${LIMITS.permitsPerRequest} leads`),
  run_token: f.runToken().optional(),
});

export type LeadAsked = z.output<typeof leadSchema>;

export interface PermitArgs {
  campaign_id: string;
  step: number;
  mailbox: string;
  run_token_hash?: string;
  items: LeadAsked[];
}

/** Judges a body; one bad lead makes the whole request bad, as a worker must not guess which was refused. */
export function parsePermits(body: Record<string, unknown>): Parsed<PermitArgs> {
  const parsed = parseItem(schema, Object.keys(schema.shape), body);
  if (!parsed.ok) return parsed;
  const { leads, run_token, ...args } = parsed.item;
  const fields: FieldIssue[] = [];
  const items = leads.flatMap((lead, n) => {
    // The schema's own names alone: a workflow passes the lead as it got it.
    const names = Object.keys(leadSchema.shape);
    const one = parseItem(leadSchema, names, isObject(lead) ? pick(lead, names) : lead);
    if (one.ok) return [one.item];
    fields.push(
      ...one.fields.map(({ path, message }) => ({
        path: ["leads", n, path].filter((p) => p !== "").join("."),
        message,
      })),
    );
    return [];
  });
  if (fields.length > 0) return { ok: false, fields };
  return {
    ok: true,
    item: { ...args, ...(run_token && { run_token_hash: sha256Hex(run_token) }), items },
  };
}
