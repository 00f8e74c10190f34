// Where copies of checkpoints go, outside the database: takes them, refuses them, never answers, or is not there.
import { createServer, type Server } from "node:http";
import { type Checkpoint, readCopies } from "../../cli/audit/format.ts";
import { bodyOf } from "../ignition/fleet.ts";

export interface Receiver {
  /** What it answers: a status, or nothing at all. */
  answers: number | "nothing";
  /** What it answered 2xx, in the order in which it came. */
  readonly taken: Checkpoint[];
  /** How many requests came, whatever became of them. */
  readonly asked: number;
  listen(): Promise<void>;
  /** Its port is closed. */
  leave(): Promise<void>;
}

export function createReceiver(port: number): Receiver {
  let server: Server | undefined;
  const receiver = {
    answers: 204 as number | "nothing",
    taken: [] as Checkpoint[],
    asked: 0,
    async listen() {
      const made = createServer(async (request, response) => {
        const body = await bodyOf(request);
        receiver.asked++;
        const { answers } = receiver;
        if (answers === "nothing") return;
        if (answers < 300) receiver.taken.push(...readCopies(body.toString()));
        response.writeHead(answers).end();
      });
      server = made;
      await new Promise<void>((done) => made.listen(port, "127.0.0.1", done));
    },
    async leave() {
      const leaving = server;
      server = undefined;
      leaving?.closeAllConnections();
      await new Promise<void>((done) => (leaving ? leaving.close(() => done()) : done()));
    },
  };
  return receiver;
}
