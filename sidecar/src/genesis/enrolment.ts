// Whose sidecar this is: learnt once from Genesis with the one-time token, then kept.
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { sha256Hex } from "../auth/keys.ts";
import { type Log, messageOf } from "../log.ts";
import type { Meta } from "../state/meta.ts";
import type { GenesisClient } from "./functions.ts";
import { backoff, type Repeating, repeat } from "./repeat.ts";

const jwks = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), crv: z.string().optional(), x: z.string().optional() }))
    .min(1),
});
const enrolled = z.object({ workspace_id: z.uuid(), genesis_keys: jwks });

export interface Enrolment {
  readonly workspaceId: string;
  readonly genesisKeys: JSONWebKeySet;
  /** SHA-256 of the token that it came with: another token in the settings enrols anew. */
  readonly tokenHash: string;
}

export interface Enroller {
  current(): Enrolment | undefined;
  /** Enrolled, and with the token of the settings: no other workspace is about to take its place. */
  isSettled(): boolean;
  /** Why there is none, for health. */
  problem(): string | null;
  /**
   * Takes over Genesis's current keys. Only a set that keeps a key trusted today: whoever could answer in
   * Genesis's place must not be able to replace them all.
   */
  renewKeys(answer: unknown): void;
  start(onEnrolled: () => void): Repeating;
}

const ENOUGH = 3_600_000;

export function createEnroller(
  meta: Meta,
  genesis: GenesisClient,
  token: string | undefined,
  log: Log,
  /** The sidecar has come to another workspace, whose commands are numbered from the beginning. */
  onOtherWorkspace: () => void,
): Enroller {
  const kept = meta.get("enrolment");
  let current = kept ? (JSON.parse(kept) as Enrolment) : undefined;
  let problem: string | null = current || token ? null : "ENROL_TOKEN is not set";
  const keep = (next: Enrolment): void => {
    meta.put({ enrolment: JSON.stringify(next) });
    current = next;
  };

  const isDone = (): boolean =>
    current !== undefined && (token === undefined || current.tokenHash === sha256Hex(token));

  async function attempt(): Promise<"done" | "refused" | "later"> {
    if (!token) return "refused";
    const said = await genesis.enrol(token);
    if (said.status === 200) {
      const { workspace_id, genesis_keys } = enrolled.parse(said.json);
      const workspaceId = workspace_id.toLowerCase();
      if (current && current.workspaceId !== workspaceId) onOtherWorkspace();
      keep({ workspaceId, genesisKeys: genesis_keys as JSONWebKeySet, tokenHash: sha256Hex(token) });
      problem = null;
      log("info", "enrolled", { workspace_id });
      return "done";
    }
    problem = `Genesis answered the enrolment with ${said.status}`;
    log("warn", "enrolment_failed", { status: said.status });
    // A token that is used, expired or unknown stays so: only a new one helps, and that comes with a restart.
    return [400, 401, 410, 422].includes(said.status) ? "refused" : "later";
  }

  return {
    current: () => current,
    isSettled: isDone,
    problem: () => (current ? null : problem),
    renewKeys(answer) {
      const parsed = jwks.safeParse((answer as { genesis_keys?: unknown } | null)?.genesis_keys);
      if (!parsed.success || !current) return;
      const trusted = new Set(current.genesisKeys.keys.map((key) => key.x));
      if (!parsed.data.keys.some((key) => trusted.has(key.x))) return log("warn", "foreign_keys_refused");
      const next = { ...current, genesisKeys: parsed.data as JSONWebKeySet };
      if (JSON.stringify(next) !== JSON.stringify(current)) keep(next);
    },
    start(onEnrolled) {
      let tries = 0;
      return repeat(async () => {
        if (isDone()) return ENOUGH;
        try {
          const end = await attempt();
          if (end === "done") onEnrolled();
          if (end !== "later") return ENOUGH;
        } catch (error) {
          problem = "Genesis cannot be reached";
          log("warn", "enrolment_failed", { cause: messageOf(error) });
        }
        return backoff(tries++, 500, 60_000);
      });
    },
  };
}
