// The environment of an n8n that listens on this machine alone and phones nobody.

export interface N8nSettings {
  readonly port: number;
  /** Port of its task runners' broker: one an instance. */
  readonly brokerPort: number;
  readonly home: string;
  readonly encryptionKey: string;
  readonly db: {
    readonly host: string;
    readonly port: string;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
}

/** All that would ask n8n's makers for something, or offer it to a person. */
const OFF = [
  "N8N_DIAGNOSTICS_ENABLED",
  "N8N_VERSION_NOTIFICATIONS_ENABLED",
  "N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED",
  "N8N_TEMPLATES_ENABLED",
  "N8N_PERSONALIZATION_ENABLED",
  "N8N_HIRING_BANNER_ENABLED",
  "N8N_DYNAMIC_BANNERS_ENABLED",
  "N8N_LICENSE_AUTO_RENEW_ENABLED",
  "N8N_COMMUNITY_PACKAGES_ENABLED",
  "N8N_PYTHON_ENABLED",
] as const;

export function environment(s: N8nSettings): Record<string, string> {
  return {
    ...Object.fromEntries(OFF.map((name) => [name, "false"])),
    PATH: process.env.PATH ?? "",
    HOME: s.home,
    NODE_ENV: "production",
    N8N_USER_FOLDER: s.home,
    N8N_ENCRYPTION_KEY: s.encryptionKey,
    N8N_HOST: "127.0.0.1",
    N8N_LISTEN_ADDRESS: "127.0.0.1",
    N8N_PORT: String(s.port),
    N8N_RUNNERS_BROKER_PORT: String(s.brokerPort),
    N8N_SECURE_COOKIE: "false", // plain http on 127.0.0.1
    WEBHOOK_URL: `http://127.0.0.1:${s.port}/`,
    GENERIC_TIMEZONE: "UTC",
    EXECUTIONS_DATA_SAVE_ON_PROGRESS: "true",
    N8N_DISABLE_UI: "true",
    N8N_PUBLIC_API_SWAGGERUI_DISABLED: "true",
    N8N_DISABLED_MODULES: "mcp-registry,mcp,instance-ai,chat-hub,community-packages,insights",
    // Synchronous activation: live when the call returns, and a bad trigger is a 400.
    N8N_USE_WORKFLOW_PUBLICATION_SERVICE: "false",
    DB_TYPE: "postgresdb",
    DB_POSTGRESDB_HOST: s.db.host,
    DB_POSTGRESDB_PORT: s.db.port,
    DB_POSTGRESDB_DATABASE: s.db.database,
    DB_POSTGRESDB_USER: s.db.user,
    DB_POSTGRESDB_PASSWORD: s.db.password,
    DB_POSTGRESDB_SCHEMA: "public",
  };
}
