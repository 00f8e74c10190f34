// The project that a command speaks to: a local stack (--home), or a hosted one (--url, --apikey, --token). As an
// operator, with a session token, through the same functions as the web page. Never with the secret key: that is no person.
import { type DataApi, type Door, dataApi } from "../stack/data-api.ts";
import { StackError } from "../stack/errors.ts";
import type { Home } from "../stack/paths.ts";
import { readSecrets, type Secrets } from "../stack/secrets.ts";
import { mintToken } from "../stack/tokens.ts";
import { EXIT } from "./exit-codes.ts";
import { type FunctionsApi, functionsApi } from "./functions-api.ts";
import type { Options } from "./options.ts";
import { requireRunning } from "./running.ts";

/** What every command that speaks to a project takes. */
export const PROJECT_OPTIONS = {
  url: { type: "string" },
  apikey: { type: "string" },
  token: { type: "string" },
} as const;

export const PROJECT_USAGE = "[--home DIR | --url --apikey --token]";

export interface Project {
  /** Schema public. */
  readonly api: DataApi;
  /** Schema genesis: what members and operators may read of it. */
  readonly genesis: DataApi;
  /** Edge Functions. */
  readonly functions: FunctionsApi;
  /** The public keys of the checkpoints, if the project is a local stack. */
  readonly keys?: string;
}

/** The operator of the demonstration. */
const LOCAL_OPERATOR = "user_root";

export function requireSecrets(home: Home): Secrets {
  const secrets = readSecrets(home);
  if (secrets) return secrets;
  throw new StackError("The stack's keys are gone.", "`genesis reset`, then `genesis up`.", EXIT.data);
}

function hosted(options: Options): Door | undefined {
  const { url, token, apikey } = options.values;
  if (url === undefined && token === undefined && apikey === undefined) return undefined;
  if (!url || !token || !apikey) {
    throw new StackError(
      "A hosted project needs --url, --apikey (the publishable key) and --token (an operator's session).",
      "Or --home DIR for a local stack.",
      EXIT.usage,
    );
  }
  return { url: String(url), apikey: String(apikey), token: async () => String(token) };
}

export function localDoor(home: Home): Door {
  const info = requireRunning(home);
  const secrets = requireSecrets(home);
  return {
    url: info.api_url,
    apikey: info.publishable_key,
    token: () => mintToken(secrets, info.issuer_url, LOCAL_OPERATOR),
  };
}

export function openProject(options: Options): Project {
  const remote = hosted(options);
  const door = remote ?? localDoor(options.home);
  const keys = remote ? undefined : readSecrets(options.home)?.settings.GENESIS_SIGNING_KEYS;
  return {
    api: dataApi(door),
    genesis: dataApi({ ...door, schema: "genesis" }),
    functions: functionsApi(door),
    ...(keys ? { keys } : {}),
  };
}

/** Errors: StackError (wrong usage) when the slug is missing, or nobody has it. */
export async function workspaceOf(project: Project, slug: string | undefined): Promise<string> {
  if (!slug) throw new StackError("Which workspace?", "Give its slug, for example: acme", EXIT.usage);
  const path = `workspaces?select=id&slug=eq.${encodeURIComponent(slug)}`;
  const [row] = await project.api.rows<{ id: string }>(path);
  if (row) return row.id;
  throw new StackError(
    `There is no workspace ${slug}.`,
    "An operator's session sees all of them: is it one?",
    EXIT.usage,
  );
}
