// The credential of pg_cron and pg_net: its own header and secret, as everybody in the database can read it queued.
import type { Settings } from "../env.ts";
import { HttpError } from "../errors/mod.ts";
import { equalInConstantTime } from "./hash.ts";

export type RequireCron = (req: Request) => void;

/** Throws 401 unless x-cron-secret is CRON_SECRET. */
export function createRequireCron(settings: Settings): RequireCron {
  const secret = settings.required("CRON_SECRET");
  return (req) => {
    if (!equalInConstantTime(req.headers.get("x-cron-secret") ?? "", secret))
      throw new HttpError("invalid_cron_secret");
  };
}
