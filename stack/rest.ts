// PostgREST: serves the schemas of config.toml; verifies the project's own tokens and the issuer's side by side.
import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { postgrestBinary } from "./binaries.ts";
import { StackError, sleep } from "./errors.ts";
import type { Home } from "./paths.ts";
import { databaseUrl } from "./postgres.ts";
import { spawnPart, tailOf } from "./processes.ts";
import type { ProjectConfig } from "./project-config.ts";
import { publicIssuerKey, type Secrets } from "./secrets.ts";

export interface RestPorts {
  readonly rest: number;
  readonly restAdmin: number;
  readonly database: number;
}

/** 20 connections: as on Supabase's smaller instances, and it leaves 40 of 60 to everybody else. */
const POOL = 20;

function configText(secrets: Secrets, ports: RestPorts, project: ProjectConfig): string {
  const own = { kty: "oct", alg: "HS256", k: Buffer.from(secrets.jwt_secret).toString("base64url") };
  const entries: Record<string, string | number | boolean> = {
    "db-uri": databaseUrl("authenticator", secrets.authenticator_password, ports.database),
    "db-schemas": project.schemas.join(","),
    "db-extra-search-path": project.extraSearchPath.join(","),
    "db-anon-role": "anon",
    "db-max-rows": project.maxRows,
    "db-pool": POOL,
    "db-pool-acquisition-timeout": 10,
    "db-channel-enabled": true,
    "db-use-legacy-gucs": false,
    "jwt-secret": JSON.stringify({ keys: [own, publicIssuerKey(secrets)] }),
    "server-host": "127.0.0.1",
    "server-port": ports.rest,
    "admin-server-port": ports.restAdmin,
    "log-level": "error",
  };
  return Object.entries(entries)
    .map(([key, value]) => `${key} = ${typeof value === "string" ? JSON.stringify(value) : value}`)
    .join("\n");
}

const logFile = (home: Home): string => join(home.logs, "rest.log");

export function spawnRest(
  home: Home,
  secrets: Secrets,
  ports: RestPorts,
  project: ProjectConfig,
): ChildProcess {
  const file = join(home.dir, "postgrest.conf");
  writeFileSync(file, `${configText(secrets, ports, project)}\n`, { mode: 0o600 });
  return spawnPart(postgrestBinary(), [file], { log: logFile(home) });
}

/** Resolves when the schema is read and requests are answered. */
export async function restReady(home: Home, ports: RestPorts): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 30) {
    const answer = await fetch(`http://127.0.0.1:${ports.restAdmin}/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(30);
  }
  throw new StackError(
    `PostgREST did not start. Its log ends:\n${tailOf(join(home.logs, "rest.log"))}`,
    "See `genesis doctor`.",
    3,
  );
}
