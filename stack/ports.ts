import { createServer } from "node:net";
import { sleep } from "./errors.ts";

/** Whether 127.0.0.1:port can be listened on now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => done(true)));
  });
}

/**
 * The same, asked again for a second: the default ports lie where the system also takes the near ends of
 * outgoing connections from, so one may be busy for a moment only.
 */
export async function portBecomesFree(port: number): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    if (await portIsFree(port)) return true;
    await sleep(200);
  }
  return false;
}

/** A free port: the wanted one if it is free, else any that the system gives. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && wanted < 65536 && (await portIsFree(wanted))) return wanted;
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** A free port with the next few free as well, for a whole stack. */
export async function freePortRange(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const free = await Promise.all(Array.from({ length: 9 }, (_, n) => portIsFree(port + n)));
    if (free.every(Boolean)) return port;
  }
  return freePort();
}
