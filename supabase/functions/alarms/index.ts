import { createRequireCron } from "../_shared/auth/mod.ts";
import { inBackground } from "../_shared/background.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createAlarmsHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "alarms",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, "CRON_SECRET"],
    (settings) => {
      const url = settings.optional("ALARM_WEBHOOK_URL");
      return createAlarmsHandler({
        rpc: createMachineRpc(settings),
        cron: createRequireCron(settings),
        background: inBackground,
        // An unsigned alarm could be anybody's: with the address the secret is required.
        webhook: url ? { url, secret: settings.required("ALARM_WEBHOOK_SECRET") } : undefined,
        send: fetch,
      });
    },
  ),
);
