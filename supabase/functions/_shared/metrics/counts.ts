// Counts requests by function, status and outcome in this isolate, and adds them to the database's counters a little
// later, so that counting costs a request nothing. What an isolate counted in its last seconds is lost when it is killed.
import type { Rpc } from "../db/client.ts";

export interface Count {
  function: string;
  status: number;
  outcome: string;
  requests: number;
}

/** How long counts wait for company before they are sent. */
const PAUSE_MS = 2_000;
/** Kinds of outcome kept apart: codes are a closed list, so that more than this is a fault. */
const KINDS = 200;

interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): unknown;
}

const counts = new Map<string, Count>();
let sink: Rpc | undefined;
let sending = false;

/** "failed 3/10" of a batch's log line is one kind; its items are counted by themselves. */
const kindOf = (outcome: string): string => (/^[a-z][a-z0-9_]{0,59}$/.test(outcome) ? outcome : "mixed");

/** What was counted since the last call. */
export function takeCounts(): Count[] {
  const taken = [...counts.values()];
  counts.clear();
  return taken;
}

async function send(to: Rpc): Promise<void> {
  await new Promise((done) => setTimeout(done, PAUSE_MS));
  sending = false;
  const taken = takeCounts();
  try {
    if (taken.length > 0) await to("count_requests", { p_counts: taken });
  } catch {
    // The database is away: they go with the next ones.
    for (const { function: name, status, outcome, requests } of taken) add(name, status, outcome, requests);
  }
}

function add(name: string, status: number, outcome: string, n: number): void {
  const key = `${name} ${status} ${outcome}`;
  const known = counts.get(key);
  if (known) known.requests += n;
  else if (counts.size < KINDS) counts.set(key, { function: name, status, outcome, requests: n });
}

/** Notes `n` requests (or items) that ended alike. */
export function count(name: string, status: number, outcome: string, n = 1): void {
  add(name, status, kindOf(outcome), n);
  const runtime = (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime;
  if (!sink || sending || !runtime) return;
  sending = true;
  runtime.waitUntil(send(sink));
}

/** From now on counts are sent there; `rpc` calls functions of schema genesis. */
export function countInto(rpc: Rpc): void {
  sink = rpc;
}
