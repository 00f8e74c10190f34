// A Google that grants what it is asked, unless told otherwise.
import { ask, onboarding } from "./testing.ts";

export const GOOGLE = {
  GOOGLE_OAUTH_CLIENT_ID: "client-id.apps.test",
  GOOGLE_OAUTH_CLIENT_SECRET: "client-secret-of-the-operator",
  GOOGLE_TOKEN_URL: "http://127.0.0.1:9/token",
  GOOGLE_AUTH_URL: "http://127.0.0.1:9/auth",
  GENESIS_FUNCTIONS_URL: "https://api.genesis.test/functions/v1",
  WEB_URL: "https://app.genesis.test/",
};
export const SCOPE = "https://www.googleapis.com/auth/gmail.modify";
export const TOKEN = {
  access_token: "ya29.access-token",
  refresh_token: "1//the-refresh-token",
  expires_in: 3599,
  scope: SCOPE,
  token_type: "Bearer",
};
export const REDIRECT = `${GOOGLE.GENESIS_FUNCTIONS_URL}/onboarding/google/callback`;

/** The handler, and what its token endpoint was asked. */
export function google(answer: () => Response | Promise<Response> = () => Response.json(TOKEN)) {
  const asked: URLSearchParams[] = [];
  const fetcher: typeof fetch = async (url, init) => {
    if (String(url) !== GOOGLE.GOOGLE_TOKEN_URL) throw new Error(`asked ${url}`);
    asked.push(init?.body as URLSearchParams);
    return answer();
  };
  return { asked, handler: onboarding(GOOGLE, { fetch: fetcher }) };
}

type Owned = { id: string; owner: string };

/** The query of the address where the person consents. */
export async function begin(w: Owned, as = w.owner): Promise<URLSearchParams> {
  const { status, body } = await ask(google().handler, "GET", "/google/start", w, as);
  if (status !== 200) throw new Error(`start: ${status} ${JSON.stringify(body)}`);
  return new URL(String(body.url)).searchParams;
}

export const stateFor = async (w: Owned, as = w.owner): Promise<string> =>
  (await begin(w, as)).get("state") ?? "";

export const finish = (handler: ReturnType<typeof onboarding>, state: string, w: Owned, as = w.owner) =>
  ask(handler, "POST", "/google/finish", w, as, { code: "the-code", state });
