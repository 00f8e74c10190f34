// What pg_cron's and pg_net's background workers do on Supabase, in one loop that outlives a restart of PostgreSQL.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import type { Home } from "../paths.ts";
import { createCron } from "./cron.ts";
import { createNet } from "./net.ts";

export interface Worker {
  stop(): Promise<void>;
}

export function startWorker(home: Home, adminUrl: string): Worker {
  const file = join(home.logs, "worker.log");
  const log = (line: string): void =>
    appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  const cron = createCron(adminUrl, log);
  const net = createNet(adminUrl, log);
  let stopped = false;
  let busy = false;

  const timer = setInterval(async () => {
    if (busy || stopped) return;
    busy = true;
    try {
      await cron.tick(new Date());
    } catch (error) {
      if (!stopped) log(`cron: ${messageOf(error)}`);
    } finally {
      busy = false;
    }
    void net.drain();
  }, 1000);

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all([cron.stop(), net.stop()]);
    },
  };
}
