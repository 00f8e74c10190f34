// A manifest as it is read from a file or from the database: judged once, then trusted.
import { z } from "zod";
import { TemplateError } from "./errors.ts";
import { PLACEHOLDERS } from "./placeholders.ts";
import type { Manifest } from "./types.ts";

const CREDENTIALS = [
  "google_oauth2",
  "smtp",
  "imap",
  "openai_api",
  "anthropic",
  "apify",
  "relevance_config",
  "google_cse",
] as const;

const schema = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  display_name: z.string().min(1).max(60),
  category: z.enum(["email", "research", "preparation", "tracking", "compliance"]),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  uses_llm: z.boolean(),
  cadence_minutes: z.number().int().positive().nullable(),
  variants: z
    .array(
      z.strictObject({
        file: z.string().regex(/^workflow(\.[a-z]+)?\.json$/),
        providers: z.array(z.enum(["gmail", "smtp"])).min(1),
        requires: z.array(z.enum(CREDENTIALS)),
        drop: z.array(z.string()),
      }),
    )
    .min(1),
  placeholders: z.array(
    z.strictObject({
      name: z.string().refine((name) => name in PLACEHOLDERS, "is no known placeholder"),
      type: z.enum(["text", "uuid", "url", "email", "number", "time", "time_zone", "credential"]),
      source: z.string(),
      required: z.boolean(),
    }),
  ),
  probe: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("webhook"), path: z.string() }),
      z.strictObject({ kind: z.literal("schedule") }),
    ])
    .nullable(),
}) satisfies z.ZodType<Manifest>;

/** Errors: TemplateError `bad_template` naming the first field that is wrong. */
export function parseManifest(raw: unknown): Manifest {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join(".") ?? "";
  throw new TemplateError("bad_template", `manifest.json: ${at} ${issue?.message}`, at);
}
