// Stands between a process of functions/ignition-step and every SQL function that it calls, and between pg_net and
// that process: each call can be held before it goes out and after it came back, until the process is dead.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { World } from "../support/world.ts";
import { bodyOf, type Passing } from "./fleet.ts";

/** The process that made the call dies there: `dead` resolves when it has. */
export interface Hold {
  readonly dead: Promise<void>;
}

export interface Front {
  /** For SUPABASE_URL and for genesis_functions_url. */
  readonly url: string;
  judge: (passing: Passing) => Promise<Hold | undefined>;
  /** Address of the living process. */
  process: () => string | undefined;
  /** The process is dead: nothing more of it goes out. Resolves when what had gone out is done. */
  bury(): Promise<void>;
  stop(): void;
}

interface Said {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

type Args = Record<string, unknown>;

/** Of a call's arguments those that say which of its kind it is, and are the same in every run. */
const nameOf = (rpc: string, { p_kind, p_logical_id, p_type, p_step }: Args): string =>
  [rpc, p_kind, p_logical_id, p_type, p_step].filter((part) => typeof part === "string").join(" ");

export async function startFront({ stack, sql }: World): Promise<Front> {
  let claims: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();
  let burials = 0;

  async function pass(base: string, request: IncomingMessage, body: Buffer): Promise<Said> {
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await fetch(`${base}${request.url}`, {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const type = answer.headers.get("content-type") ?? "application/json";
    return { status: answer.status, type, text: await answer.text() };
  }

  /** A claim names no workspace: it will be given the queue's first message. One at a time, so that this is so. */
  async function claim(forward: () => Promise<Said>): Promise<Said | Hold> {
    const [next] =
      await sql`select msg_id, message ->> 'workspace_id' as workspace, message ->> 'step' as step
      from pgmq.q_ignition where vt <= clock_timestamp() order by msg_id limit 1`;
    const about = { workspaceId: next?.workspace, what: "ignition_claim", step: next?.step };
    const before = next && (await front.judge({ ...about, when: "before" }));
    if (before) {
      // It stays in the queue, but nobody else takes it while this process stands here.
      await sql`update pgmq.q_ignition set vt = now() + interval '1 hour' where msg_id = ${next.msg_id}`;
      return before;
    }
    const said = await forward();
    const [taken] = (JSON.parse(said.text) as { messages?: Args[] }).messages ?? [];
    if (!taken) return said;
    const [workspaceId, step] = [String(taken.workspace_id), String(taken.step)];
    return (await front.judge({ workspaceId, what: "ignition_claim", step, when: "after" })) ?? said;
  }

  async function rpc(name: string, forward: () => Promise<Said>, body: Buffer): Promise<Said | Hold> {
    if (name === "ignition_claim") {
      const mine = claims.then(() => claim(forward));
      claims = mine.catch(() => {});
      return mine;
    }
    const args = JSON.parse(body.toString() || "{}") as Args;
    if (typeof args.p_workspace_id !== "string") return forward();
    const about = { workspaceId: args.p_workspace_id, what: nameOf(name, args) };
    const before = await front.judge({ ...about, when: "before" });
    if (before) return before;
    const said = await forward();
    return (await front.judge({ ...about, when: "after" })) ?? said;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mine = burials;
    const body = await bodyOf(request);
    const name = /^\/rest\/v1\/rpc\/(\w+)/.exec(request.url ?? "")?.[1];
    const own = /^\/functions\/v1\/ignition-step/.test(request.url ?? "");
    if (own) request.url = "/ignition-step";
    const base = own ? front.process() : stack.info.api_url;
    if (!base) return void response.destroy();
    const forward = async () => {
      if (mine !== burials || request.socket.destroyed) throw new Error("its process is dead");
      const answer = pass(base, request, body).finally(() => underWay.delete(answer));
      underWay.add(answer);
      return answer;
    };
    const said = name ? await rpc(name, forward, body) : await forward();
    if ("dead" in said) {
      await said.dead;
      return void response.destroy();
    }
    response.writeHead(said.status, { "content-type": said.type }).end(said.text);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge: async () => undefined,
    process: () => undefined,
    async bury() {
      burials++;
      await Promise.allSettled(underWay);
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return front;
}
