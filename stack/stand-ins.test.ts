import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep } from "./errors.ts";
import { testStack } from "./testing.ts";

let sql: postgres.Sql;
beforeAll(async () => {
  sql = testStack().sql(2);
  await sql`create extension if not exists pg_cron with schema pg_catalog`;
  await sql`create extension if not exists pg_net with schema extensions`;
});
afterAll(() => sql.end({ timeout: 1 }));

/** Asks until `find` gives rows, for at most `limitMs`. */
async function eventually<T>(find: () => Promise<readonly T[]>, limitMs = 10_000): Promise<readonly T[]> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) {
    const rows = await find();
    if (rows.length > 0) return rows;
  }
  return [];
}

describe("vault", () => {
  it("gives back what was put in, and stores something else", async () => {
    const name = `test-${crypto.randomUUID()}`;
    const [made] = await sql`select vault.create_secret('ünïcode secret', ${name}, 'for a test') as id`;
    const [row] =
      await sql`select secret, decrypted_secret from vault.decrypted_secrets where name = ${name}`;
    expect(row?.decrypted_secret).toBe("ünïcode secret");
    expect(Buffer.from(row?.secret, "base64").includes("secret")).toBe(false);
    await sql`select vault.update_secret(${made?.id}::uuid, 'another')`;
    const [changed] = await sql`select decrypted_secret from vault.decrypted_secrets where name = ${name}`;
    expect(changed?.decrypted_secret).toBe("another");
    await sql`delete from vault.secrets where name = ${name}`;
  });

  it("is closed to the API's roles but service_role", async () => {
    for (const role of ["anon", "authenticated"]) {
      const read = sql.begin(async (tx) => {
        await tx.unsafe(`set local role ${role}`);
        await tx`select * from vault.decrypted_secrets`;
      });
      await expect(read).rejects.toMatchObject({ code: "42501" });
    }
  });
});

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

describe("net", () => {
  let server: Server;
  let url: string;
  const seen: { method: string | undefined; headers: Record<string, unknown>; body: string }[] = [];
  beforeAll(async () => {
    server = createServer(async (req, res) => {
      let body = "";
      for await (const chunk of req) body += chunk;
      seen.push({ method: req.method, headers: req.headers, body });
      if (req.url === "/slow") await sleep(1000);
      res.writeHead(202, { "content-type": "application/json" }).end('{"taken":true}');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const answerTo = (id: unknown) =>
    eventually(async () => sql`select * from net._http_response where id = ${id as string}`);

  it("sends only after the commit, and records the answer", async () => {
    seen.length = 0;
    const id = await sql.begin(async (tx) => {
      const [row] =
        await tx`select net.http_post(url := ${url}, body := '{"a": 1}'::jsonb, headers := '{"x-cron-secret": "s"}'::jsonb, timeout_milliseconds := 2000) as id`;
      await sleep(1500); // longer than the worker's own look at the queue
      expect(seen).toEqual([]);
      return row?.id;
    });
    const [answer] = await answerTo(id);
    expect(answer).toMatchObject({
      status_code: 202,
      content: '{"taken":true}',
      timed_out: false,
      error_msg: null,
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", body: '{"a": 1}' });
    expect(seen[0]?.headers).toMatchObject({ "x-cron-secret": "s", "content-type": "application/json" });
    expect(await sql`select from net.http_request_queue where id = ${id}`).toHaveLength(0);
  });

  it("sends nothing that was rolled back", async () => {
    seen.length = 0;
    await expect(
      sql.begin(async (tx) => {
        await tx`select net.http_get(${url})`;
        throw new Error("undo");
      }),
    ).rejects.toThrow("undo");
    await sleep(1500);
    expect(seen).toEqual([]);
  });

  it("records a timeout and an unreachable address as errors", async () => {
    const [slow] = await sql`select net.http_get(${`${url}/slow`}, timeout_milliseconds := 200) as id`;
    expect((await answerTo(slow?.id))[0]).toMatchObject({ timed_out: true, status_code: null });
    const [away] = await sql`select net.http_get('http://127.0.0.1:1/', timeout_milliseconds := 2000) as id`;
    const [answer] = await answerTo(away?.id);
    expect(answer).toMatchObject({ timed_out: false, status_code: null });
    expect(answer?.error_msg).toBeTruthy();
  });
});
