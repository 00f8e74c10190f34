import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testStack } from "./testing.ts";

let sql: postgres.Sql;
beforeAll(() => {
  sql = testStack().sql();
});
afterAll(() => sql.end({ timeout: 1 }));

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
