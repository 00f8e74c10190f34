// The one-time token with which the stack's sidecar makes itself known to Genesis.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { StackError } from "../errors.ts";

const LIFE_MS = 10 * 60_000;

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Does the database still honour this token: unused and in time, or used and not replaced by another sidecar's? */
async function holds(sql: postgres.Sql, workspaceId: string, token: string): Promise<boolean> {
  const [row] = await sql`
    select from genesis.sidecar_enrolments
    where workspace_id = ${workspaceId}::uuid and token_hash = ${sha256(token)} and revoked_at is null
      and (used_at is not null or expires_at > now())`;
  return row !== undefined;
}

/**
 * The token that the sidecar in `dir` enrols, or enrolled, with. It is kept: the same keys with the same token are
 * answered alike, so that an answer that was lost is asked for again. A sidecar that the database does not know (its
 * data was made anew) is forgotten, and the next one is another.
 */
export async function enrolmentToken(sql: postgres.Sql, workspaceId: string, dir: string): Promise<string> {
  const file = join(dir, "enrol-token");
  const known = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (known && (await holds(sql, workspaceId, known))) return known;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const token = randomBytes(32).toString("hex");
  const expires = new Date(Date.now() + LIFE_MS);
  const [row] = await sql`
    select genesis.enrol_token_new(${workspaceId}::uuid, ${sha256(token).toString("hex")}, ${expires}) as said`;
  if (row?.said?.status !== 200) {
    throw new StackError(
      `The demonstration's workspace takes no sidecar: ${JSON.stringify(row?.said)}`,
      "A frozen workspace takes none: unfreeze it first.",
    );
  }
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}
