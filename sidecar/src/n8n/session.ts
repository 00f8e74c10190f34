// n8n's owner, its session cookie and the API key: made by the sidecar at first boot, kept in its secrets.
import { randomBytes } from "node:crypto";
import type { SecretsFile } from "../state/secrets.ts";
import { EngineError } from "./engine.ts";
import type { Answer, Call, Request } from "./http.ts";

export interface Session {
  /** The public API, with the key. A key that n8n no longer knows is replaced once. */
  readonly api: Call;
  /** The editor's API, with the cookie. An expired one is renewed once. */
  readonly rest: Call;
}

/** What the sidecar uses of the public API, and nothing else. */
export const SCOPES = [
  "credential:create",
  "credential:delete",
  "credential:list",
  "credential:read",
  "credential:update",
  "execution:list",
  "execution:read",
  "execution:stop",
  "tag:create",
  "tag:list",
  "workflow:activate",
  "workflow:create",
  "workflow:deactivate",
  "workflow:delete",
  "workflow:list",
  "workflow:read",
  "workflow:update",
  "workflowTags:list",
  "workflowTags:update",
];
const KEY_LABEL = "genesis-sidecar";

/** 8–64 characters with a digit and a capital, as n8n wants it. */
const newPassword = (): string => `G7${randomBytes(24).toString("base64url")}`;

const cookieOf = (answer: Answer): string => {
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("n8n-auth="));
  if (!cookie) throw new EngineError("engine_unready", "n8n's login gave no session cookie");
  return cookie.split(";")[0] as string;
};

export function createSession(
  call: Call,
  secrets: SecretsFile,
  owner: { readonly email: string; readonly password: string | undefined },
): Session {
  let renewing: Promise<string> | undefined;

  async function login(): Promise<string> {
    const { email } = owner;
    // The password is kept before n8n has it: a crash in between must not lock the sidecar out.
    const password =
      owner.password ??
      secrets.read().owner_password ??
      (secrets.add({ owner_password: newPassword() }).owner_password as string);
    const body = { emailOrLdapLoginId: email, password };
    const enter = () => call("/rest/login", { method: "POST", body, expect: [401] });
    let entered = await enter();
    if (entered.status === 401) {
      const made = await call("/rest/owner/setup", {
        method: "POST",
        body: { email, firstName: "Genesis", lastName: "Sidecar", password },
        expect: [400],
      });
      if (made.status === 400)
        throw new EngineError(
          "engine_unready",
          "n8n has an owner already, with another password: set N8N_OWNER_EMAIL and N8N_OWNER_PASSWORD, or give n8n a new database",
        );
      entered = await enter();
      if (entered.status === 401)
        throw new EngineError("engine_unready", "n8n does not let its new owner in");
    }
    const cookie = cookieOf(entered);
    secrets.add({ cookie });
    return cookie;
  }

  const withCookie = (request: Request, cookie: string): Request => ({
    ...request,
    headers: { ...request.headers, cookie },
  });

  async function rest(path: string, request: Request = {}): Promise<Answer> {
    const known = secrets.read().cookie;
    const tolerant = { ...request, expect: [...(request.expect ?? []), 401] };
    if (known) {
      const answer = await call(path, withCookie(tolerant, known));
      if (answer.status !== 401) return answer;
    }
    renewing ??= login().finally(() => {
      renewing = undefined;
    });
    return call(path, withCookie(request, await renewing));
  }

  async function newApiKey(): Promise<string> {
    const wanted = new Set(SCOPES);
    const offered = ((await rest("/rest/api-keys/scopes")).json as { data: string[] }).data;
    const missing = SCOPES.filter((scope) => !offered.includes(scope));
    if (missing.length > 0)
      throw new EngineError("engine_unready", `n8n does not offer the scopes ${missing.join(", ")}`);
    // A key whose answer was lost can never be used: it goes.
    const listed = ((await rest("/rest/api-keys")).json as { data: unknown }).data;
    const items = (Array.isArray(listed) ? listed : (listed as { items?: unknown[] })?.items) ?? [];
    for (const key of items as { id: string; label: string }[])
      if (key.label === KEY_LABEL) await rest(`/rest/api-keys/${key.id}`, { method: "DELETE" });
    const body = { label: KEY_LABEL, scopes: [...wanted], expiresAt: null };
    const made = await rest("/rest/api-keys", { method: "POST", body });
    const key = (made.json as { data: { rawApiKey: string } }).data.rawApiKey;
    secrets.add({ api_key: key });
    return key;
  }

  let makingKey: Promise<string> | undefined;
  const replaceKey = (): Promise<string> => {
    makingKey ??= newApiKey().finally(() => {
      makingKey = undefined;
    });
    return makingKey;
  };

  async function api(path: string, request: Request = {}): Promise<Answer> {
    const send = (key: string, more: readonly number[]) =>
      call(`/api/v1${path}`, {
        ...request,
        headers: { ...request.headers, "x-n8n-api-key": key },
        expect: [...(request.expect ?? []), ...more],
      });
    const known = secrets.read().api_key;
    if (known) {
      const answer = await send(known, [401]);
      if (answer.status !== 401) return answer;
    }
    return send(await replaceKey(), []);
  }

  return { api, rest };
}
