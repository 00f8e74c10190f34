// A closed loop: so many callers, each with one request under way, until the requests or the time are spent.
import { type Answer, Connection } from "./connection.ts";

export interface Load {
  readonly port: number;
  readonly callers: number;
  readonly requests: readonly Buffer[];
  /** Ends the loop even when requests are left. */
  readonly maxMs?: number;
  /** Called with the index of the request and its answer. */
  readonly answered?: (index: number, answer: Answer) => void;
}

export interface LoadResult {
  /** Requests that were answered 200 or 201. */
  readonly ok: number;
  readonly failed: number;
  readonly seconds: number;
  /** Answers 200 or 201 a second. */
  readonly rate: number;
  /** Milliseconds of the good ones, ascending. */
  readonly latencies: readonly number[];
  /** How often each status came; 0 is a broken connection. */
  readonly statuses: Readonly<Record<number, number>>;
}

export async function run({ port, callers, requests, maxMs = 60_000, answered }: Load): Promise<LoadResult> {
  const connections = Array.from({ length: callers }, () => new Connection(port));
  const latencies: number[] = [];
  const statuses: Record<number, number> = {};
  const started = performance.now();
  let next = 0;

  async function caller(connection: Connection): Promise<void> {
    while (next < requests.length && performance.now() - started < maxMs) {
      const index = next++;
      const sent = performance.now();
      const answer = await connection.send(requests[index] as Buffer);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.status === 200 || answer.status === 201) latencies.push(performance.now() - sent);
      answered?.(index, answer);
    }
  }

  await Promise.all(connections.map(caller));
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  latencies.sort((a, b) => a - b);
  const total = Object.values(statuses).reduce((sum, n) => sum + n, 0);
  const ok = latencies.length;
  return { ok, failed: total - ok, seconds, rate: ok / seconds, latencies, statuses };
}
