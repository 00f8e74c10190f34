// What an action is: a schema for its payload, whether it changes anything, and its work.
import { z } from "zod";
import type { Engine } from "../n8n/engine.ts";
import type { Objects } from "../state/objects.ts";

export interface Context {
  readonly engine: Engine;
  readonly objects: Objects;
  /** Throws when a newer epoch was admitted meanwhile; asked before each effect of a list of them. */
  readonly stillCurrent: () => void;
}

export interface Action<P = unknown> {
  readonly schema: z.ZodType<P>;
  /** Changes run one at a time; questions run beside them. */
  readonly changes: boolean;
  /** The payload holds a secret and is refused in clear. */
  readonly sealed: boolean;
  readonly run: (context: Context, payload: P) => Promise<unknown>;
}

export class ActionError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** What was reached all the same. */
  readonly result: unknown;
  constructor(code: string, message: string, retryable = false, result: unknown = null) {
    super(message);
    this.name = "ActionError";
    this.code = code;
    this.retryable = retryable;
    this.result = result;
  }
}

export const question = <P>(schema: z.ZodType<P>, run: Action<P>["run"]): Action<P> => ({
  schema,
  run,
  changes: false,
  sealed: false,
});
export const change = <P>(schema: z.ZodType<P>, run: Action<P>["run"], sealed = false): Action<P> => ({
  schema,
  run,
  changes: true,
  sealed,
});

export const mapId = z.uuid().transform((id) => id.toLowerCase());
export const engineId = z.string().regex(/^[\w-]{1,64}$/);
export const nothing = z.object({});

/** An object by n8n's id, or by the map id when the answer that held n8n's id was lost. */
export const target = z
  .object({ n8n_id: engineId.optional(), map_id: mapId.optional() })
  .refine((t) => t.n8n_id !== undefined || t.map_id !== undefined, "n8n_id or map_id is required");
export type Target = z.infer<typeof target>;
