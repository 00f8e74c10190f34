// Sends what pg_net's functions queued: only after the commit, in batches, one batch at a time, at most once.
import type postgres from "postgres";
import { messageOf } from "../errors.ts";
import { connect } from "../postgres.ts";

const BATCH = 200;
/** pg_net forgets answers after six hours. */
const TTL = "6 hours";

interface Queued {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string> | null;
  readonly body: Uint8Array | null;
  readonly timeout_milliseconds: number;
}

interface Answer {
  readonly id: string;
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly headers: Record<string, string> | null;
  readonly content: string | null;
  readonly timed_out: boolean;
  readonly error_msg: string | null;
}

async function send(request: Queued): Promise<Answer> {
  const started = Date.now();
  const nothing = { id: request.id, status_code: null, content_type: null, headers: null, content: null };
  try {
    const answer = await fetch(request.url, {
      method: request.method.toUpperCase(),
      headers: request.headers ?? {},
      ...(request.body ? { body: new Uint8Array(request.body) } : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(request.timeout_milliseconds),
    });
    const content = (await answer.text()).replaceAll("\0", ""); // PostgreSQL's text holds no NUL
    const headers = Object.fromEntries(answer.headers);
    return {
      id: request.id,
      status_code: answer.status,
      content_type: headers["content-type"] ?? null,
      headers,
      content,
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
    const said = timedOut
      ? `Timeout of ${request.timeout_milliseconds} ms reached. Total time: ${Date.now() - started} ms`
      : cause;
    return { ...nothing, timed_out: timedOut, error_msg: said };
  }
}

export interface NetWorker {
  /** Sends whatever is queued; also called once a second, for a lost notification. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export function createNet(adminUrl: string, log: (line: string) => void): NetWorker {
  const sql = connect(adminUrl, 1);
  let draining: Promise<void> | undefined;
  let again = false;
  let stopping = false;

  /** Taken from the queue before they are sent: a crash in between loses them, as with pg_net. */
  async function batch(): Promise<number> {
    const taken = await sql<Queued[]>`
      with next as (select id from net.http_request_queue order by id limit ${BATCH})
      delete from net.http_request_queue q using next where q.id = next.id
      returning q.id::text, q.method, q.url, q.headers, q.body, q.timeout_milliseconds`;
    if (taken.length === 0) return 0;
    const answers = await Promise.all(taken.map(send));
    await sql`
      insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
      select a.id, a.status_code, a.content_type, a.headers, a.content, a.timed_out, a.error_msg
      from jsonb_to_recordset(${sql.json(answers as unknown as postgres.JSONValue)}) as
        a(id bigint, status_code int, content_type text, headers jsonb, content text, timed_out boolean, error_msg text)`;
    return taken.length;
  }

  async function drainAll(): Promise<void> {
    const [there] = await sql`select to_regclass('net.http_request_queue') is not null as there`;
    if (!there?.there) return;
    do {
      again = false;
      while (!stopping && (await batch()) > 0);
    } while (again && !stopping);
    await sql`delete from net._http_response where created < now() - ${TTL}::interval`;
  }

  function drain(): Promise<void> {
    again = true;
    draining ??= drainAll()
      .catch((error: unknown) => {
        if (!stopping) log(`net: ${messageOf(error)}`);
      })
      .finally(() => {
        draining = undefined;
      });
    return draining;
  }

  // Delivered with the commit; postgres.js listens again by itself when the connection was lost.
  const listener = connect(adminUrl, 1);
  listener
    .listen("pg_net_stand_in", () => void drain())
    .catch((error: unknown) => log(`net: ${messageOf(error)}`));

  return {
    drain,
    async stop() {
      stopping = true;
      await Promise.all([listener.end({ timeout: 1 }), sql.end({ timeout: 1 })]);
    },
  };
}
