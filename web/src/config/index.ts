// /config.json: what differs from one installation to the next. Read once, before anything else; nothing in it is secret.

export interface Config {
  /** Root of the Supabase project, without a slash at its end. */
  supabase_url: string;
  publishable_key: string;
  auth: { kind: "local"; issuer_url: string } | { kind: "clerk"; publishable_key: string };
}

export class ConfigError extends Error {}

const text = (value: unknown, name: string): string => {
  if (typeof value === "string" && value !== "") return value;
  throw new ConfigError(`/config.json lacks ${name}.`);
};
const trimSlash = (url: string): string => url.replace(/\/+$/, "");

/** Raises ConfigError that names the first thing missing. */
export function parseConfig(raw: unknown): Config {
  const from = (raw ?? {}) as Record<string, unknown>;
  const auth = (from.auth ?? {}) as Record<string, unknown>;
  const common = {
    supabase_url: trimSlash(text(from.supabase_url, "supabase_url")),
    publishable_key: text(from.publishable_key, "publishable_key"),
  };
  if (auth.kind === "local") {
    return {
      ...common,
      auth: { kind: "local", issuer_url: trimSlash(text(auth.issuer_url, "auth.issuer_url")) },
    };
  }
  if (auth.kind === "clerk") {
    return {
      ...common,
      auth: { kind: "clerk", publishable_key: text(auth.publishable_key, "auth.publishable_key") },
    };
  }
  throw new ConfigError("/config.json lacks auth.kind, which is local or clerk.");
}

export async function loadConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { cache: "no-store" }).catch(() => undefined);
  if (!answer) throw new ConfigError("/config.json could not be reached.");
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    const said = (body as { error?: unknown } | undefined)?.error;
    throw new ConfigError(typeof said === "string" ? said : `/config.json answered ${answer.status}.`);
  }
  return parseConfig(body);
}
