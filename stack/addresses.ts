// The ports and addresses of one stack: the gateway's port is given, the others lie beside it while they are free.
import type { Home } from "./paths.ts";
import { freePort } from "./ports.ts";
import { databaseUrl } from "./postgres.ts";
import type { RestPorts } from "./rest.ts";
import type { StackInfo } from "./run-file.ts";
import type { Secrets } from "./secrets.ts";

export interface Ports extends RestPorts {
  readonly gateway: number;
  readonly issuer: number;
}

export async function choosePorts(gateway: number): Promise<Ports> {
  return {
    gateway,
    database: await freePort(gateway + 1),
    issuer: await freePort(gateway + 2),
    rest: await freePort(gateway + 3),
    restAdmin: await freePort(gateway + 4),
  };
}

export function addressesOf(home: Home, secrets: Secrets, ports: Ports): StackInfo {
  const api = `http://127.0.0.1:${ports.gateway}`;
  return {
    api_url: api,
    functions_url: `${api}/functions/v1`,
    rest_url: `${api}/rest/v1`,
    db_url: databaseUrl("postgres", secrets.postgres_password, ports.database),
    issuer_url: `http://127.0.0.1:${ports.issuer}`,
    publishable_key: secrets.publishable_key,
    secret_key: secrets.secret_key,
    home: home.dir,
  };
}
