// The one-time token with which a sidecar of the stack makes itself known to Genesis.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { Refusal } from "./refusal.ts";

const LIFE_MS = 10 * 60_000;
const TOKEN_FILE = "enrol-token";

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Has a sidecar been started with this folder before? */
export const isSidecarDir = (dir: string): boolean => existsSync(join(dir, TOKEN_FILE));

/** Does the database still honour this token: unused and in time, or used and not replaced by another sidecar's? */
async function holds(sql: postgres.Sql, workspaceId: string, token: string): Promise<boolean> {
  const [row] = await sql`
    select from genesis.sidecar_enrolments
    where workspace_id = ${workspaceId}::uuid and token_hash = ${sha256(token)} and revoked_at is null
      and (used_at is not null or expires_at > now())`;
  return row !== undefined;
}

function refusalOf(said: { status?: number; code?: string } | undefined): Refusal {
  if (said?.status === 404) return new Refusal(404, "not_found", "There is no such workspace");
  if (said?.code === "workspace_frozen")
    return new Refusal(
      403,
      "workspace_frozen",
      "The workspace is frozen: it takes no new sidecar until it is unfrozen",
    );
  return new Refusal(503, "no_enrolment", `The workspace takes no sidecar: ${JSON.stringify(said)}`);
}

/**
 * The token that the sidecar in `dir` enrols, or enrolled, with. It is kept: the same keys with the same token are
 * answered alike, so that an answer that was lost is asked for again. A sidecar that the database does not know (its
 * data was made anew) is forgotten, and the next one is another. `sql`: as `postgres`.
 * Errors: Refusal (404 unknown workspace, 403 frozen).
 */
export async function enrolmentToken(sql: postgres.Sql, workspaceId: string, dir: string): Promise<string> {
  const file = join(dir, TOKEN_FILE);
  const known = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (known && (await holds(sql, workspaceId, known))) return known;
  const token = randomBytes(32).toString("hex");
  const expires = new Date(Date.now() + LIFE_MS);
  const [row] = await sql`
    select genesis.enrol_token_new(${workspaceId}::uuid, ${sha256(token).toString("hex")}, ${expires}) as said`;
  if (row?.said?.status !== 200) throw refusalOf(row?.said);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}
