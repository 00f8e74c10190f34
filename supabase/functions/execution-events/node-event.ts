// One thing that happened in an execution, as the sidecar reports it.
import { z } from "zod";
import * as f from "../_shared/contracts/fields.ts";
import { type FieldIssue, isObject, LIMITS, type Parsed, parseItem } from "../_shared/contracts/mod.ts";

const EXECUTION_EVENT_TYPES = ["node_start", "node_complete", "node_error", "complete", "error"] as const;

const schema = z.object({
  execution_id: f.text(LIMITS.nameChars),
  seq: z
    .number("must be a number")
    .int("must be a whole number")
    .min(0, "must not be negative")
    .max(Number.MAX_SAFE_INTEGER, "is too large"),
  event_type: z.enum(EXECUTION_EVENT_TYPES, `must be one of ${EXECUTION_EVENT_TYPES.join(", ")}`),
  node_name: f.text(LIMITS.nameChars).optional(),
  node_type: f.text(LIMITS.nameChars).optional(),
  data: f.metadata().optional(),
});

export type NodeEvent = z.output<typeof schema>;

const refuse = (path: string, message: string): Parsed<never> => ({ ok: false, fields: [{ path, message }] });

export interface Report {
  events: NodeEvent[];
  /** What was wrong with the others: one bad event must not cost the report its good ones. */
  refused: FieldIssue[];
}

/** A report's good events; not ok when it has none. */
export function parseNodeEvents(body: Record<string, unknown>): Parsed<Report> {
  const { events } = body;
  if (!Array.isArray(events)) return refuse("events", "must be a list");
  if (events.length === 0 || events.length > LIMITS.executionEventsPerRequest)
    return refuse("events", `must have 1 to ${LIMITS.executionEventsPerRequest} items`);
  const parsed = events.map((event) =>
    parseItem(schema, Object.keys(schema.shape), isObject(event) ? event : undefined),
  );
  const refused = parsed.flatMap((p, n) =>
    p.ok
      ? []
      : p.fields.map(({ path, message }) => ({
          path: path ? `events.${n}.${path}` : `events.${n}`,
          message,
        })),
  );
  const good = parsed.flatMap((p) => (p.ok ? [p.item] : []));
  return good.length > 0 ? { ok: true, item: { events: good, refused } } : { ok: false, fields: refused };
}
