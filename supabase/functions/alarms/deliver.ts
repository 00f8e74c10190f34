// Tells ALARM_WEBHOOK_URL of alarms, in the format of Standard Webhooks (https://www.standardwebhooks.com): headers
// webhook-id, webhook-timestamp and webhook-signature over `id.timestamp.body`, the secret as whsec_<base64>.
import { Webhook } from "svix";
import type { Rpc } from "../_shared/db/client.ts";
import { postOnce } from "../_shared/http/mod.ts";

export interface Delivery {
  id: string;
  event: "alarm.raised" | "alarm.cleared";
  attempt: number;
  alarm: Record<string, unknown>;
}

export interface DeliverDeps {
  rpc: Rpc;
  /** Absent: no webhook is set; what is due is given up, so that one set later is not flooded. */
  webhook?: { url: string; secret: string } | undefined;
  send: typeof fetch;
  now?: () => Date;
}

const TIMEOUT_MS = 15_000;
const BATCH = 10;
const BATCHES_PER_RUN = 10;

export interface Told {
  delivered: boolean;
  /** Worth another try: everything but 410 Gone, by which a receiver says that it wants no more. */
  retry: boolean;
  result: string;
}

/** One signed POST. */
export async function tell(
  { id, event, alarm }: Delivery,
  { url, secret }: { url: string; secret: string },
  send: typeof fetch,
  at: Date,
): Promise<Told> {
  const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data: alarm });
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  const { ok, status, result } = await postOnce(send, url, headers, body, TIMEOUT_MS);
  return { delivered: ok, retry: status !== 410, result };
}

/** Works off what is due, a bounded number a run; gives how many were told and how many were not. */
export async function deliver(deps: DeliverDeps): Promise<{ delivered: number; failed: number }> {
  const { rpc, webhook, send, now = () => new Date() } = deps;
  const done = { delivered: 0, failed: 0 };
  for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
    const due = await rpc<Delivery[]>("alarm_deliveries_claim", { p_limit: BATCH });
    const told = await Promise.all(
      due.map(async (delivery): Promise<boolean> => {
        const said: Told = webhook
          ? await tell(delivery, webhook, send, now())
          : { delivered: false, retry: false, result: "no webhook is set" };
        await rpc("alarm_delivery_done", {
          p_id: delivery.id,
          p_attempt: delivery.attempt,
          p_result: said.result,
          p_delivered: said.delivered,
          p_retry: said.retry,
        });
        return said.delivered;
      }),
    );
    done.delivered += told.filter(Boolean).length;
    done.failed += told.filter((ok) => !ok).length;
    if (due.length < BATCH) break;
  }
  return done;
}
