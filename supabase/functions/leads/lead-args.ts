// The arguments of each action, from what n8n posted to what genesis.leads_call takes. What a lead's row may hold is
// judged in SQL, one outcome a row.
import { z } from "zod";
import * as f from "../_shared/contracts/fields.ts";
import { LIMITS, type Parsed, parseItem } from "../_shared/contracts/mod.ts";
import { linksSchema } from "./links.ts";

export const ACTIONS = ["claim", "result", "upsert", "lookup", "links"] as const;
export type Action = (typeof ACTIONS)[number];

/** Characters of a report, and of one mail's body. */
const LONG_TEXT = 200_000;
const LEADS_PER_REQUEST = 500;
const REFERENCES_MAX = 50;

const whole = (min: number, max: number) =>
  z
    .number("must be a number")
    .int("must be a whole number")
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const step = () => whole(1, LIMITS.emailNumberMax);
const run = () => f.text(LIMITS.nameChars);
const required = (ctx: z.RefinementCtx, path: string) =>
  ctx.addIssue({ code: "custom", path: [path], message: "is required" });

const claim = z
  .object({
    campaign_id: f.uuid(),
    purpose: z.enum(["research", "prepare", "send"], "must be research, prepare or send").optional(),
    step: step().optional(),
    limit: whole(1, 100).optional(),
    claimed_by: run(),
    lease_minutes: whole(1, 1_440).optional(),
  })
  .superRefine((v, ctx) => {
    if (v.step === undefined && (v.purpose ?? "send") === "send")
      required(ctx, v.purpose ? "step" : "purpose");
  });

const mail = z.object(
  { step: step(), subject: f.text(LIMITS.headerChars), body: f.text(LONG_TEXT) },
  "must be {step, subject, body}",
);
const KINDS = ["report", "mails", "sent", "failed", "release"] as const;

const result = z
  .object({
    lead_id: f.uuid(),
    claimed_by: run().optional(),
    kind: z.enum(KINDS, `must be one of ${KINDS.join(", ")}`),
    report: f.text(LONG_TEXT).optional(),
    mails: z
      .array(mail, "must be a list")
      .min(1, "must not be empty")
      .max(LIMITS.emailNumberMax, `must have at most ${LIMITS.emailNumberMax} mails`)
      .refine((mails) => new Set(mails.map((m) => m.step)).size === mails.length, "must have one mail a step")
      .optional(),
    step: step().optional(),
    message_id: f.text(LIMITS.headerChars).optional(),
    mailbox: f.address().optional(),
    retry_minutes: whole(1, 43_200).optional(),
  })
  .superRefine((v, ctx) => {
    if (v.kind === "report" && v.report === undefined) required(ctx, "report");
    if (v.kind === "mails" && v.mails === undefined) required(ctx, "mails");
    if (v.kind === "sent" && v.step === undefined) required(ctx, "step");
    if ((v.kind === "failed" || v.kind === "release") && v.claimed_by === undefined)
      required(ctx, "claimed_by");
  });

const upsert = z.object({
  campaign_id: f.uuid().optional(),
  leads: z
    .array(z.unknown(), "must be a list")
    .min(1, "must not be empty")
    .max(LEADS_PER_REQUEST, `must have at most ${LEADS_PER_REQUEST} leads`),
  source: f.text(LIMITS.nameChars).optional(),
  lawful_basis: f.text(LIMITS.nameChars).optional(),
});

/** One message id, a list, or the header References as it came: ids with white space between. */
const references = z
  .union([z.string(), z.array(z.string())], "must be a message id or a list of them")
  .transform((given) =>
    (typeof given === "string" ? [given] : given).flatMap((t) => t.split(/\s+/)).filter((id) => id !== ""),
  )
  .pipe(z.array(f.text(LIMITS.headerChars)).max(REFERENCES_MAX, `must have at most ${REFERENCES_MAX} ids`));

const lookup = z
  .object({
    email: f.address().optional(),
    lead_id: f.uuid().optional(),
    message_id: f.text(LIMITS.headerChars).optional(),
    in_reply_to: references.optional(),
  })
  .refine(
    (v) => Object.values(v).some((value) => value !== undefined),
    "pass one of email, lead_id, message_id, in_reply_to",
  );

const SCHEMAS = { claim, result, upsert, lookup, links: linksSchema } as const;

/** Judges the arguments of one action; unknown members are ignored, as in every machine call. */
export function parseArgs(action: Action, body: Record<string, unknown>): Parsed<Record<string, unknown>> {
  const schema = SCHEMAS[action];
  return parseItem(schema as z.ZodType<Record<string, unknown>>, Object.keys(schema.shape), body);
}
