// One request to one URL, guarded, redirects not followed: a secret in a header goes to the host it was meant for.
import type { Connection, Network } from "./connection.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";
import { connectChecked, type GuardOptions, isThisMachine, securely } from "./guard.ts";
import { createReader, type Head, readBody, readHead, send } from "./http1.ts";

export interface GuardedRequest {
  url: string;
  method?: "GET" | "POST";
  /** Names in lower case. */
  headers?: Readonly<Record<string, string>>;
  body?: string;
  maxBytes: number;
  /** Asked with the head; false: the body is left unread. */
  wantsBody?: (head: Head) => boolean;
}

export interface GuardedAnswer extends Head {
  bytes: Uint8Array;
}

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
const LONGEST_URL = 8_000;

/** http or https, its own port (or the other's), no credentials. Throws `bad_url`. `anyPort` for trusted hosts. */
export function parseTarget(url: string, base?: string, anyPort = false): URL & { portNumber: number } {
  const parsed = url.length <= LONGEST_URL && URL.canParse(url, base) ? new URL(url, base) : null;
  const usual = PORTS[parsed?.protocol ?? ""];
  if (!parsed || usual === undefined || parsed.username !== "" || parsed.password !== "") {
    throw new SafeFetchError("bad_url");
  }
  const portNumber = parsed.port === "" ? usual : Number(parsed.port);
  if (!anyPort && portNumber !== 80 && portNumber !== 443) throw new SafeFetchError("bad_url");
  return Object.assign(parsed, { portNumber });
}

/** Throws SafeFetchError, nothing else. */
export async function guardedRequest(
  { url, method = "GET", headers = {}, body, maxBytes, wantsBody = () => true }: GuardedRequest,
  network: Network,
  deadline: Deadline,
  options: GuardOptions = {},
): Promise<GuardedAnswer> {
  const target = parseTarget(url, undefined, true);
  const anyPort = options.trusted || (options.allowLoopback && isThisMachine(target.hostname));
  if (!anyPort) parseTarget(url);
  let connection: Connection | undefined;
  try {
    connection = await connectChecked(target.hostname, target.portNumber, network, deadline, options);
    if (target.protocol === "https:") connection = await securely(connection, target.hostname, deadline);
    const path = target.pathname + target.search;
    const request = { method, path, host: target.host, headers, ...(body !== undefined && { body }) };
    await send(connection, request, deadline);
    const reader = createReader(connection, deadline);
    const head = await readHead(reader);
    const bytes = wantsBody(head) ? await readBody(reader, head, maxBytes, deadline) : new Uint8Array(0);
    return { ...head, bytes };
  } catch (error) {
    throw error instanceof SafeFetchError ? error : new SafeFetchError("protocol", { cause: error });
  } finally {
    connection?.close();
  }
}

/** The same with a span of time of its own. */
export const guardedRequestIn = (
  timeoutMs: number,
  request: GuardedRequest,
  network: Network,
  options?: GuardOptions,
): Promise<GuardedAnswer> => guardedRequest(request, network, startDeadline(timeoutMs), options);
