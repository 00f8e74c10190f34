// HttpSidecarClient: commands to a sidecar over HTTP, signed, sealed where they hold a secret, and tried again.
import type { SigningKeys } from "../auth/mod.ts";
import { RetryableError } from "../errors/mod.ts";
import { type Action, type Payloads, type ResultOf, SEALED, SLOW } from "./actions.ts";
import { isUnreadable, judge, type Reply } from "./judge.ts";
import { sealFor } from "./seal.ts";
import { signCommand, type Ticket } from "./token.ts";

export interface SidecarTarget {
  workspaceId: string;
  url: string;
  /** JWK, X25519, as enrolled; null before the enrolment. */
  sealKey: unknown;
}

export interface CommandOptions {
  /** The command takes something away: such go to a frozen workspace too. */
  removing?: boolean;
  /** The caller counts the tries itself. An answer that nobody can read is asked for once more all the same. */
  once?: boolean;
  /** The payload holds a secret, though its action's usually does not. */
  sealed?: boolean;
  /** Milliseconds since 1970, by which the last try has ended: the caller's message is its own until then. */
  deadline?: number;
  /** The caller's own fence; throws when it has been overtaken. Asked once, before the first try. */
  ticket?: () => Promise<Ticket>;
}

export interface SidecarClient {
  /** Throws PermanentError or RetryableError. */
  command<A extends Action>(
    target: SidecarTarget,
    action: A,
    payload: Payloads[A],
    options?: CommandOptions,
  ): Promise<ResultOf<A>>;
}

export interface ClientDeps {
  keys: SigningKeys;
  ticket: (workspaceId: string, removing: boolean) => Promise<Ticket>;
  send?: typeof fetch;
  now?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

/** Pauses before the second, third and fourth try. */
const PAUSES_MS = [1_000, 2_000, 4_000];
const TIMEOUT_MS = 10_000;
const SLOW_TIMEOUT_MS = 20_000;
/** Half of a message's visibility: what is left of it to report in. */
const USUAL_LIFE_MS = 50_000;
/** Less than this is not worth a try. */
const SHORTEST_TRY_MS = 500;

/** Another try may find the sidecar as it was meant to be found. */
const WORTH_A_TRY = new Set([0, 429, 502, 503, 504]);

export function createHttpSidecarClient({
  keys,
  ticket,
  send = fetch,
  now = Date.now,
  sleep = (ms) => new Promise((done) => setTimeout(done, ms)),
}: ClientDeps): SidecarClient {
  async function tryOnce(url: string, init: RequestInit, timeoutMs: number): Promise<Reply> {
    let response: Response;
    try {
      response = await send(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch {
      return { status: 0, body: undefined };
    }
  }

  return {
    async command(target, action, payload, options = {}) {
      const { removing = false, once = false, deadline = now() + USUAL_LIFE_MS } = options;
      const command_id = crypto.randomUUID();
      const isSecret = SEALED.has(action) || options.sealed === true;
      const content = isSecret ? { sealed: await sealFor(target.sealKey, payload) } : { payload };
      const body = JSON.stringify({ command_id, action, ...content });
      const { epoch, seq } = await (options.ticket?.() ?? ticket(target.workspaceId, removing));
      const claims = { workspace_id: target.workspaceId, action, command_id, epoch, seq };
      const longest = SLOW.has(action) ? SLOW_TIMEOUT_MS : TIMEOUT_MS;
      let wasUnreadable = false;
      for (let tries = 0; ; tries++) {
        const left = deadline - now();
        if (left < SHORTEST_TRY_MS) {
          throw new RetryableError("sidecar_out_of_time", `${action}: no time was left to ask the sidecar`);
        }
        const headers = {
          "content-type": "application/json",
          authorization: `Bearer ${await signCommand(keys, claims, body, now())}`,
        };
        const init = { method: "POST", headers, body };
        const reply = await tryOnce(`${target.url}/api/command`, init, Math.min(longest, left));
        const pause = PAUSES_MS[tries];
        // A proxy's page, perhaps: what the command did is remembered by its id, so asking again does nothing twice.
        const isFirstUnreadable: boolean = !wasUnreadable && isUnreadable(action, reply);
        wasUnreadable ||= isFirstUnreadable;
        const again = (isFirstUnreadable || (WORTH_A_TRY.has(reply.status) && !once)) && pause !== undefined;
        if (!again || now() + pause + SHORTEST_TRY_MS > deadline) return judge(action, reply, removing);
        await sleep(pause);
      }
    },
  };
}
