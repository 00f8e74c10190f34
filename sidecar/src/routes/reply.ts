import { randomUUID } from "node:crypto";
import type { Context } from "hono";

type Status = 400 | 401 | 404 | 409 | 413 | 500 | 503;

/** Every 4xx and 5xx has one shape. `code` is stable, `error` is for people. */
export const refuse = (c: Context, status: Status, code: string, error: string): Response =>
  c.json({ error, code, request_id: randomUUID() }, status, status === 503 ? { "retry-after": "5" } : {});
