// Who may see more than "ok": a monitor with METRICS_TOKEN, or an operator with a session.
import type { Rpc } from "../db/client.ts";
import type { Settings } from "../env.ts";
import { DatabaseError, HttpError } from "../errors/mod.ts";
import { equalInConstantTime } from "./hash.ts";
import { bearerOf, type RequireSession } from "./session.ts";

/** Throws 401 without a credential or with a wrong one, 403 for a person who is no operator. */
export type RequireMonitor = (req: Request) => Promise<void>;

/** True when the request brings some credential, right or wrong. */
export const bringsCredential = (req: Request): boolean =>
  req.headers.has("x-metrics-token") || bearerOf(req) !== "";

/** `person` calls functions of schema public with a person's token. Without METRICS_TOKEN only operators pass. */
export function createRequireMonitor(
  settings: Settings,
  session: RequireSession,
  person: (token: string) => Rpc,
): RequireMonitor {
  const token = settings.optional("METRICS_TOKEN");
  return async (req) => {
    const given = req.headers.get("x-metrics-token") ?? bearerOf(req);
    if (token && given !== "" && equalInConstantTime(given, token)) return;
    const { token: jwt } = await session(req);
    try {
      if ((await person(jwt)<boolean>("am_i_operator", {})) === true) return;
    } catch (error) {
      if (!(error instanceof DatabaseError && error.status === 403)) throw error;
    }
    throw new HttpError("forbidden");
  };
}
