import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleep } from "../errors.ts";
import { eventually, testStack } from "../testing.ts";

let sql: postgres.Sql;
beforeAll(async () => {
  sql = testStack().sql(2);
  await sql`create extension if not exists pg_net with schema extensions`;
});
afterAll(() => sql.end({ timeout: 1 }));

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
