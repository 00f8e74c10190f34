// OpenAI, Anthropic, Apify and Relevance AI: a key in a header, and a list that costs nothing to read.
import { ask, at, errorText, type Question, type Reply } from "./ask.ts";
import { endpoint } from "./endpoints.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { expired, notAsked, ok, unreachable, wrong } from "./verdicts.ts";

interface Provider {
  name: string;
  /** Where a new key is made. */
  where: string;
  /** Nothing but this provider answers so to a key that is right. */
  isAnswer(json: unknown): boolean;
}

/** Visible ASCII: what a header can hold, and all that keys are made of. */
const SENDABLE = /^[\x21-\x7e]+$/;
const ENDED = /expired|revoked|deactivated|disabled/i;

async function askKey(
  deps: ProviderDeps,
  provider: Provider,
  keys: readonly string[],
  question: Question,
): Promise<VerdictAnswer> {
  if (!keys.every((key) => SENDABLE.test(key))) {
    return wrong(
      `This is no key of ${provider.name}: it has characters that keys do not have. Copy it again.`,
    );
  }
  return judge(provider, await ask(deps, question), question.tenants ?? false);
}

function judge(provider: Provider, { status, json, reason }: Reply, tenants: boolean): VerdictAnswer {
  const { name, where } = provider;
  if (status === 0 && tenants) return notAsked("The API address", reason ?? "connect");
  if (status === 0) return unreachable(`${name} did not answer. Try again in a few minutes.`);
  if (status >= 200 && status < 300) {
    return provider.isAnswer(json)
      ? ok(`${name} accepts this key.`)
      : wrong(`What answers at the API address is not ${name}'s API. Check the address.`);
  }
  if (status === 401 || status === 403) {
    if (ENDED.test(errorText(json)))
      return expired(`${name} says that this key is no longer valid. ${where}`);
    return status === 401
      ? wrong(`${name} does not know this key. ${where}`)
      : wrong(`${name} refuses this key: it lacks the right to read. ${where}`);
  }
  if (status === 429)
    return unreachable(`${name} takes no more requests just now. Try again in a few minutes.`);
  if (status >= 500) return unreachable(`${name} has a problem of its own (${status}). Try again later.`);
  return wrong(`${name} did not accept the request (${status}). Check the key and, if given, the address.`);
}

const hasList = (json: unknown): boolean => Array.isArray(at(json, "data"));
const trimmed = (url: string): string => url.trim().replace(/\/+$/, "");

interface ModelKey {
  api_key: string;
  url?: string | null | undefined;
}

export const openai = (deps: ProviderDeps, { api_key, url }: ModelKey): Promise<VerdictAnswer> =>
  askKey(
    deps,
    { name: "OpenAI", where: "Make a new one at platform.openai.com/api-keys.", isAnswer: hasList },
    [api_key],
    {
      url: `${url ? trimmed(url) : endpoint(deps.settings, "OPENAI_API_URL")}/models`,
      headers: { authorization: `Bearer ${api_key}` },
      tenants: Boolean(url),
    },
  );

export const anthropic = (deps: ProviderDeps, { api_key, url }: ModelKey): Promise<VerdictAnswer> =>
  askKey(
    deps,
    { name: "Anthropic", where: "Make a new one at console.anthropic.com.", isAnswer: hasList },
    [api_key],
    {
      // n8n wants the address without /v1; people enter it with or without.
      url: `${(url ? trimmed(url) : endpoint(deps.settings, "ANTHROPIC_API_URL")).replace(/\/v1$/, "")}/v1/models?limit=1`,
      headers: { "x-api-key": api_key, "anthropic-version": "2023-06-01" },
      tenants: Boolean(url),
    },
  );

export const apify = (deps: ProviderDeps, { token }: { token: string }): Promise<VerdictAnswer> =>
  askKey(
    deps,
    {
      name: "Apify",
      where: "Copy it from console.apify.com, Settings, API & Integrations.",
      isAnswer: (json) => at(json, "data", "id") !== undefined,
    },
    [token],
    {
      url: `${endpoint(deps.settings, "APIFY_API_URL")}/users/me`,
      headers: { authorization: `Bearer ${token}` },
    },
  );

const RELEVANCE_DEFAULT_REGION = "bcbe5a";

export async function relevance(
  deps: ProviderDeps,
  secret: { api_key: string; project: string; region?: string | null | undefined },
): Promise<VerdictAnswer> {
  const region = (secret.region || RELEVANCE_DEFAULT_REGION).toLowerCase();
  // It becomes part of a host name.
  if (!/^[a-z0-9]{1,20}$/.test(region)) {
    return wrong(
      "The region is a short code such as bcbe5a, d7b62b or f1db6c: see Relevance AI's API key page.",
    );
  }
  return askKey(
    deps,
    {
      name: "Relevance AI",
      where: "Check key, project and region on its API key page: a project lives in one region.",
      isAnswer: (json) => Array.isArray(at(json, "results")),
    },
    [secret.api_key, secret.project],
    {
      url: `${endpoint(deps.settings, "RELEVANCE_API_URL").replace("{region}", region)}/agents/list`,
      method: "POST",
      headers: { authorization: `${secret.project}:${secret.api_key}`, "content-type": "application/json" },
      body: JSON.stringify({ page_size: 1 }),
    },
  );
}
