// The ports and addresses of one stack: the gateway's port is given, the others lie beside it while they are free.
import type { Home } from "./paths.ts";
import { freePort } from "./ports.ts";
import { databaseUrl } from "./postgres.ts";
import type { RestPorts } from "./rest.ts";
import type { StackInfo } from "./run-file.ts";
import type { Secrets } from "./secrets.ts";
import type { EngineName } from "./sidecar/engine.ts";

export interface Ports extends RestPorts {
  readonly gateway: number;
  readonly issuer: number;
  readonly sidecar: number;
  /** Where the hooks of the n8n report to the sidecars. */
  readonly sidecarEvents: number;
  /** The n8n, or their simulators. */
  readonly engine: number;
  /** The web page. */
  readonly web: number;
}

export async function choosePorts(gateway: number): Promise<Ports> {
  return {
    gateway,
    database: await freePort(gateway + 1),
    issuer: await freePort(gateway + 2),
    rest: await freePort(gateway + 3),
    restAdmin: await freePort(gateway + 4),
    sidecar: await freePort(gateway + 5),
    sidecarEvents: await freePort(gateway + 6),
    engine: await freePort(gateway + 7),
    web: await freePort(gateway + 8),
  };
}

export function addressesOf(home: Home, secrets: Secrets, ports: Ports, engine: EngineName): StackInfo {
  const api = `http://127.0.0.1:${ports.gateway}`;
  return {
    web_url: `http://127.0.0.1:${ports.web}`,
    api_url: api,
    functions_url: `${api}/functions/v1`,
    rest_url: `${api}/rest/v1`,
    db_url: databaseUrl("postgres", secrets.postgres_password, ports.database),
    issuer_url: `http://127.0.0.1:${ports.issuer}`,
    ...(engine === "none"
      ? {}
      : {
          sidecar_url: `http://127.0.0.1:${ports.sidecar}`,
          n8n_url: `http://127.0.0.1:${ports.engine}`,
        }),
    publishable_key: secrets.publishable_key,
    secret_key: secrets.secret_key,
    home: home.dir,
  };
}
