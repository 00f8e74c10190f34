// Runs the jobs of cron.job: in UTC, each as the user who scheduled it, one run of a job at a time.
import type postgres from "postgres";
import { messageOf } from "../errors.ts";
import { connect } from "../postgres.ts";
import { parseSchedule } from "./schedule.ts";

interface Job {
  readonly jobid: string;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly username: string;
}

/** As many as pg_cron may run at once on Supabase's smaller instances. */
const MAX_RUNNING = 8;

/** The session a login as `username` would have. A definer's job text could still say `reset session authorization`. */
async function becomeUser(sql: postgres.ReservedSql, username: string): Promise<void> {
  const settings = await sql`
    select unnest(s.setconfig) as setting from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
    where r.rolname = ${username}`;
  await sql.unsafe(`set session authorization ${quoteIdentifier(username)}`);
  for (const { setting } of settings) {
    const at = String(setting).indexOf("=");
    const [name, value] = [String(setting).slice(0, at), String(setting).slice(at + 1)];
    if (name === "search_path") await sql.unsafe(`set search_path to ${value || "''"}`);
    else await sql`select set_config(${name}, ${value}, false)`;
  }
}

const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export interface CronWorker {
  /** Looks at the clock once; the stack calls it every second. */
  tick(now: Date): Promise<void>;
  stop(): Promise<void>;
}

export function createCron(adminUrl: string, log: (line: string) => void): CronWorker {
  const sql = connect(adminUrl, 1);
  const pending = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const lastInterval = new Map<string, number>();
  let lastMinute = Math.floor(Date.now() / 60_000); // the minute under way when the stack starts has been missed
  let stopping = false;

  async function jobs(): Promise<Job[]> {
    const [there] = await sql`select to_regclass('cron.job') is not null as there`;
    if (!there?.there) return [];
    return sql<Job[]>`select jobid::text, schedule, command, database, username from cron.job where active`;
  }

  function isDue(job: Job, now: Date, newMinute: boolean): boolean {
    const schedule = parseSchedule(job.schedule);
    if (schedule.kind === "cron") return newMinute && schedule.isDue(now);
    const last = lastInterval.get(job.jobid) ?? 0;
    if (running.has(job.jobid) || now.getTime() - last < schedule.seconds * 1000) return false;
    lastInterval.set(job.jobid, now.getTime());
    return true;
  }

  async function runOnce(job: Job): Promise<void> {
    const own = connect(adminUrl, 1);
    let runid: string | undefined;
    try {
      const session = await own.reserve();
      const [{ pid } = { pid: 0 }] = await session`select pg_backend_pid() as pid`;
      const [row] = await sql`
        insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
        values (${job.jobid}, ${pid}, ${job.database}, ${job.username}, ${job.command}, 'running', clock_timestamp())
        returning runid::text`;
      runid = row?.runid as string;
      await becomeUser(session, job.username);
      const result = await session.unsafe(job.command).simple();
      const last = (
        Array.isArray(result) && Array.isArray(result[0]) ? result.at(-1) : result
      ) as postgres.RowList<postgres.Row[]>;
      const said =
        last.command === "SELECT"
          ? `${last.count} row${last.count === 1 ? "" : "s"}`
          : `${last.command ?? "OK"} ${last.count ?? ""}`.trim();
      await sql`update cron.job_run_details set status = 'succeeded', return_message = ${said}, end_time = clock_timestamp() where runid = ${runid}`;
      session.release();
    } catch (error) {
      log(`cron job ${job.jobid}: ${messageOf(error)}`);
      if (runid) {
        await sql`update cron.job_run_details set status = 'failed', return_message = ${`ERROR: ${messageOf(error)}`}, end_time = clock_timestamp() where runid = ${runid}`.catch(
          (e: unknown) => log(`cron: ${messageOf(e)}`),
        );
      }
    } finally {
      await own.end({ timeout: 1 });
    }
  }

  /** Runs that came due while the job still ran follow one after the other. */
  function startPending(all: ReadonlyMap<string, Job>): void {
    for (const [id, count] of pending) {
      const job = all.get(id);
      if (!job || stopping) pending.delete(id);
      if (!job || running.has(id) || running.size >= MAX_RUNNING || stopping) continue;
      if (count > 1) pending.set(id, count - 1);
      else pending.delete(id);
      running.set(
        id,
        runOnce(job).finally(() => {
          running.delete(id);
          startPending(all);
        }),
      );
    }
  }

  return {
    async tick(now) {
      const minute = Math.floor(now.getTime() / 60_000);
      const newMinute = minute > lastMinute;
      lastMinute = Math.max(minute, lastMinute);
      const all = new Map((await jobs()).map((job) => [job.jobid, job]));
      for (const job of all.values()) {
        try {
          if (isDue(job, now, newMinute)) pending.set(job.jobid, (pending.get(job.jobid) ?? 0) + 1);
        } catch (error) {
          if (newMinute) log(`cron job ${job.jobid}: ${messageOf(error)}`);
        }
      }
      startPending(all);
    },
    async stop() {
      stopping = true;
      await sql.end({ timeout: 1 });
    },
  };
}
