// For index.ts: settings first, the handler once. A function whose settings are missing says so in its log when it
// starts, all names at once, and answers 503 until they are there.
import { createMachineRpc } from "../db/client.ts";
import { MissingSettings, type ReadSetting, readSettings, type Settings } from "../env.ts";
import { countInto } from "../metrics/counts.ts";
import { createHandler, type Handler } from "./handler.ts";

export function startHandler(
  name: string,
  read: ReadSetting,
  required: readonly string[],
  create: (settings: Settings) => Handler,
): Handler {
  let handler: Handler | undefined;
  const refuseWith = (missing: MissingSettings): Handler =>
    createHandler(name, async () => {
      throw missing;
    });
  const ready = (): Handler => {
    if (handler) return handler;
    try {
      const settings = readSettings(read, required);
      handler = create(settings);
      // A function that knows no database counts for itself alone.
      if (settings.optional("SUPABASE_URL") && settings.optional("SUPABASE_SECRET_KEYS")) {
        countInto(createMachineRpc(settings));
      }
      return handler;
    } catch (error) {
      if (error instanceof MissingSettings) return refuseWith(error);
      throw error;
    }
  };
  try {
    readSettings(read, required);
  } catch (error) {
    if (!(error instanceof MissingSettings)) throw error;
    console.error(JSON.stringify({ function: name, outcome: "not_configured", cause: error.message }));
  }
  return (req) => ready()(req);
}
