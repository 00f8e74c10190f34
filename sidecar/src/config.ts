// Settings: read once by server.ts, never at import. All that is missing or wrong is said at once.
import { z } from "zod";

export class BadSettings extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`settings: ${problems.join("; ")}`);
    this.name = "BadSettings";
    this.problems = problems;
  }
}

const port = z.coerce.number().int().min(0).max(65535);
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

const schema = z.object({
  SIDECAR_PORT: port,
  /** Where commands are heard. On a droplet the proxy in front of it ends TLS. */
  SIDECAR_HOST: z.string().default("127.0.0.1"),
  /** Where n8n's hook reports; never to be reached from outside. 0 takes any free port. */
  SIDECAR_EVENTS_PORT: port.default(0),
  SIDECAR_EVENTS_HOST: z.string().default("127.0.0.1"),
  SIDECAR_STATE_DIR: z.string().min(1),
  GENESIS_FUNCTIONS_URL: address,
  /** One-time; needed until the enrolment went through, ignored afterwards. */
  ENROL_TOKEN: z.string().optional(),
  N8N_URL: address,
  N8N_OWNER_EMAIL: z.email().default("owner@workspace.local"),
  /** Only for an n8n that somebody has set up already; else the sidecar makes one at first boot. */
  N8N_OWNER_PASSWORD: z.string().optional(),
  /** The fallback of src/auto-deploy: deploys, at a start, what SIDECAR_AUTO_DEPLOY_DIR describes. */
  SIDECAR_AUTO_DEPLOY: z.enum(["true", "false"], "must be true or false").default("false"),
  SIDECAR_AUTO_DEPLOY_DIR: z.string().default("auto-deploy"),
  SIDECAR_HEARTBEAT_S: z.coerce.number().positive().default(60),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly eventsPort: number;
  readonly eventsHost: string;
  readonly stateDir: string;
  readonly functionsUrl: string;
  readonly enrolToken: string | undefined;
  readonly n8nUrl: string;
  readonly ownerEmail: string;
  readonly ownerPassword: string | undefined;
  readonly heartbeatSeconds: number;
  /** Undefined: the sidecar deploys nothing by itself. */
  readonly autoDeployDir?: string | undefined;
}

/** An empty setting is unset. Throws BadSettings with every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new BadSettings(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  const s = parsed.data;
  return {
    port: s.SIDECAR_PORT,
    host: s.SIDECAR_HOST,
    eventsPort: s.SIDECAR_EVENTS_PORT,
    eventsHost: s.SIDECAR_EVENTS_HOST,
    stateDir: s.SIDECAR_STATE_DIR,
    functionsUrl: s.GENESIS_FUNCTIONS_URL,
    enrolToken: s.ENROL_TOKEN,
    n8nUrl: s.N8N_URL,
    ownerEmail: s.N8N_OWNER_EMAIL,
    ownerPassword: s.N8N_OWNER_PASSWORD,
    heartbeatSeconds: s.SIDECAR_HEARTBEAT_S,
    autoDeployDir: s.SIDECAR_AUTO_DEPLOY === "true" ? s.SIDECAR_AUTO_DEPLOY_DIR : undefined,
  };
}
