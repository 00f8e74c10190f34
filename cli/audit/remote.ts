// What `genesis audit` asks of a project: as an operator, with a session token, through the same functions as the
// web page. Never with the secret key: that is no person.
import { StackError } from "../../stack/errors.ts";
import { readSecrets } from "../../stack/secrets.ts";
import { mintToken } from "../../stack/tokens.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { requireRunning } from "../running.ts";
import { type Checkpoint, type Entry, NO_CHAIN } from "./format.ts";

export interface Project {
  /** Calls a public function with PostgREST; gives its answer. */
  rpc<T>(name: string, args: Record<string, unknown>): Promise<T>;
  /** The chain of a workspace's slug; "none" is the chain of acts without a workspace. */
  chainOf(slug: string): Promise<string>;
  /** The public keys of the checkpoints, if the project is a local stack. */
  readonly keys?: string;
}

export interface Page {
  readonly lines: (Entry | Checkpoint)[];
  readonly next_after_seq: number | null;
}

/** The operator of the demonstration. */
const LOCAL_OPERATOR = "user_root";

interface Door {
  readonly url: string;
  readonly apikey: string;
  readonly token: () => Promise<string>;
  readonly keys?: string;
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

function local(options: Options): Door {
  const info = requireRunning(options.home);
  const secrets = readSecrets(options.home);
  if (!secrets)
    throw new StackError("The stack's keys are gone.", "`genesis reset`, then `genesis up`.", EXIT.data);
  return {
    url: info.api_url,
    apikey: info.publishable_key,
    token: () => mintToken(secrets, info.issuer_url, LOCAL_OPERATOR),
    keys: secrets.settings.GENESIS_SIGNING_KEYS,
  };
}

export function openProject(options: Options): Project {
  const door = hosted(options) ?? local(options);
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${door.url.replace(/\/$/, "")}/rest/v1/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        apikey: door.apikey,
        authorization: `Bearer ${await door.token()}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = (await answer.json().catch(() => ({}))) as { message?: string; hint?: string };
    if (answer.ok) return said as T;
    throw new StackError(
      `${path.split("?")[0]} answered ${answer.status}: ${said.message ?? "no reason given"}`,
      said.hint ?? "Is the session an operator's, and still valid?",
    );
  };
  return {
    rpc: (name, args) => ask(`rpc/${name}`, args),
    async chainOf(slug) {
      if (slug === "none") return NO_CHAIN;
      const [row] = await ask<{ id: string }[]>(`workspaces?select=id&slug=eq.${encodeURIComponent(slug)}`);
      if (row) return row.id;
      throw new StackError(
        `There is no workspace ${slug}.`,
        '"none" is the chain of acts without a workspace.',
        EXIT.usage,
      );
    },
    ...(door.keys ? { keys: door.keys } : {}),
  };
}

/** The ids of all chains. */
export async function chainIds(project: Project): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await project.rpc<{ workspace_id: string }[]>("admin_audit_chains", {
      p_after: ids.at(-1) ?? null,
    });
    if (page.length === 0) return ids;
    ids.push(...page.map((chain) => chain.workspace_id));
  }
}

/** Every page of a chain's export, one after the other. */
export async function* pages(project: Project, workspaceId: string): AsyncGenerator<Page["lines"]> {
  for (let after: number | null = 0; after !== null; ) {
    const page: Page = await project.rpc<Page>("admin_audit_export", {
      p_workspace_id: workspaceId,
      p_after_seq: after,
    });
    yield page.lines;
    after = page.next_after_seq;
  }
}
