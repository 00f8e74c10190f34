// GET /functions/v1/metrics: Prometheus's text, for a monitor with METRICS_TOKEN or an operator's session.
import type { RequireMonitor } from "../_shared/auth/monitor.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import type { Facts } from "../_shared/metrics/facts.ts";
import { metricsOf } from "./metrics.ts";
import { prometheusText } from "./prometheus.ts";

export interface MetricsDeps {
  rpc: Rpc;
  monitor: RequireMonitor;
  log?: Log;
}

export function createMetricsHandler({ rpc, monitor, log }: MetricsDeps): Handler {
  return createHandler(
    "metrics",
    async (req) => {
      if (subPath(req, "metrics") !== "") throw new HttpError("not_found");
      requireMethod(req, "GET");
      await monitor(req);
      const text = prometheusText(metricsOf(await rpc<Facts>("metrics", {})));
      return new Response(text, {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      });
    },
    log,
  );
}
