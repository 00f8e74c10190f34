// The project that a command changes as its machine, with the secret key and its functions' settings: what no person may
// do. A local stack (--home), or a hosted one by the file of its settings (--env-file).
import { readFileSync } from "node:fs";
import { dataApi } from "../stack/data-api.ts";
import { machineApi } from "../stack/demo-credentials.ts";
import { functionsEnv, parseEnvFile } from "../stack/functions/settings.ts";
import type { Rpc } from "../supabase/functions/_shared/db/client.ts";
import { readSettings, type Settings } from "../supabase/functions/_shared/env.ts";
import type { Options } from "./options.ts";
import { requireSecrets } from "./project.ts";
import { requireRunning } from "./running.ts";

export interface Machine {
  readonly settings: Settings;
  /** Functions of schema genesis. */
  readonly rpc: Rpc;
}

export const MACHINE_OPTIONS = { "env-file": { type: "string" } } as const;

const DOOR = ["SUPABASE_URL", "SUPABASE_SECRET_KEY"] as const;

/**
 * The project that the settings in a file belong to; what the file lacks comes from the environment. A file that is not
 * there never gets here: Node reads --env-file itself, wherever it stands, and ends with 9.
 */
function hosted(file: string, required: readonly string[]): Machine {
  const env = parseEnvFile(readFileSync(file, "utf8"));
  const settings = readSettings((name) => env[name] ?? process.env[name], [...required, ...DOOR]);
  const key = settings.required("SUPABASE_SECRET_KEY");
  const door = { url: settings.required("SUPABASE_URL"), apikey: key, token: async () => key };
  return { settings, rpc: dataApi({ ...door, schema: "genesis" }).rpc };
}

/** The local stack with its functions' settings, functions.env included. */
function local(options: Options, required: readonly string[]): Machine {
  const info = requireRunning(options.home);
  const env = functionsEnv(options.home, requireSecrets(options.home), info);
  return { settings: readSettings((name) => env[name], required), rpc: machineApi(info).rpc };
}

/** Errors: MissingSettings with all of `required` that are unset. */
export function openMachine(options: Options, required: readonly string[]): Machine {
  const file = options.values["env-file"];
  return file === undefined ? local(options, required) : hosted(String(file), required);
}
