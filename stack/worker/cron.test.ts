import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep } from "../errors.ts";
import { eventually, testStack } from "../testing.ts";

let sql: postgres.Sql;
beforeAll(async () => {
  sql = testStack().sql(2);
  await sql`create extension if not exists pg_cron with schema pg_catalog`;
});
afterAll(() => sql.end({ timeout: 1 }));

describe("cron", () => {
  const clean = (name: string) => sql`select cron.unschedule(jobid) from cron.job where jobname = ${name}`;

  it("runs a job as its user, with the user's settings, one run at a time", async () => {
    await sql`create schema stand_in_probe`;
    await sql`create table stand_in_probe.runs (who text, path text, at timestamptz default clock_timestamp())`;
    try {
      const body =
        "insert into stand_in_probe.runs select current_user || '/' || session_user, current_setting('search_path') from pg_sleep(1.5)";
      const [job] = await sql`select cron.schedule('probe', '1 second', ${body}) as id`;
      const runs = await eventually(async () => {
        const done =
          await sql`select * from cron.job_run_details where jobid = ${job?.id} and status = 'succeeded' order by start_time`;
        return done.length >= 3 ? done : [];
      });
      await clean("probe");
      expect(runs.length).toBeGreaterThanOrEqual(3);
      for (let n = 1; n < runs.length; n++) expect(runs[n]?.start_time >= runs[n - 1]?.end_time).toBe(true);
      const [probe] = await sql`select who, path from stand_in_probe.runs`;
      expect(probe?.who).toBe("postgres/postgres");
      expect(probe?.path).toContain("extensions");
    } finally {
      await clean("probe");
      await sleep(2000); // a run may be under way
      await sql`drop schema stand_in_probe cascade`;
    }
  });

  it("records a failed run with its error", async () => {
    const [job] = await sql`select cron.schedule('probe-fails', '1 second', 'select 1/0') as id`;
    const [run] = await eventually(
      async () => sql`select * from cron.job_run_details where jobid = ${job?.id} and status = 'failed'`,
    );
    await clean("probe-fails");
    expect(run?.return_message).toContain("division by zero");
  });

  it("replaces a job by its name, refuses nonsense and unknown names", async () => {
    const [first] = await sql`select cron.schedule('probe-name', '0 3 * * *', 'select 1') as id`;
    const [second] = await sql`select cron.schedule('probe-name', '0 4 * * *', 'select 2') as id`;
    expect(second?.id).toBe(first?.id);
    await clean("probe-name");
    await expect(sql`select cron.unschedule('probe-name')`).rejects.toThrow("could not find valid entry");
    await expect(sql`select cron.schedule('x', 'every day', 'select 1')`).rejects.toThrow("invalid schedule");
  });

  it("lets postgres neither write cron.job nor schedule as the superuser", async () => {
    await expect(
      sql`insert into cron.job (schedule, command) values ('* * * * *', 'select 1')`,
    ).rejects.toMatchObject({ code: "42501" });
    const asAdmin = sql`select cron.schedule_in_database('x', '* * * * *', 'select 1', 'postgres', 'supabase_admin')`;
    await expect(asAdmin).rejects.toMatchObject({ code: "42501" });
  });
});
