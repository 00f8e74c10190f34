// One POST to somebody's webhook, and what came of it in words that may be kept and shown.

export interface Posted {
  /** Answered 2xx. */
  ok: boolean;
  /** 0: there was no answer. */
  status: number;
  /** "HTTP 500", or why there was no answer. */
  result: string;
}

/** Redirects are not followed: what is signed is for the address that it was sent to. Never rejects. */
export async function postOnce(
  send: typeof fetch,
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<Posted> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = { "content-type": "application/json", ...headers };
    const response = await send(url, { method: "POST", headers: sent, body, signal, redirect: "manual" });
    await response.body?.cancel();
    return { ok: response.ok, status: response.status, result: `HTTP ${response.status}` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { ok: false, status: 0, result: isLate ? "no answer in time" : "unreachable" };
  }
}
