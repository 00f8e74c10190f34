// Google: a search engine's key by one query, a mailbox's consent by an exchange of its refresh token.
import { ask, at, errorText } from "./ask.ts";
import { endpoint } from "./endpoints.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { expired, ok, unreachable, wrong } from "./verdicts.ts";

const SENDABLE = /^[\x21-\x7e]+$/;
const away = unreachable("Google did not answer. Try again in a few minutes.");

export async function googleCse(
  deps: ProviderDeps,
  { key, id }: { key: string; id: string },
): Promise<VerdictAnswer> {
  if (!SENDABLE.test(key)) return wrong("This is no key of Google: it has characters that keys do not have.");
  const query = new URLSearchParams({ cx: id, q: "genesis", num: "1" });
  const { status, json } = await ask(deps, {
    url: `${endpoint(deps.settings, "GOOGLE_CSE_URL")}?${query}`,
    // In the header, since URLs are written to logs.
    headers: { "x-goog-api-key": key },
  });
  if (status === 200 && at(json, "kind") === "customsearch#search") {
    return ok("Google accepts the key and the search engine.");
  }
  if (status === 0 || status >= 500) return away;
  const said = errorText(json);
  if (/expired/i.test(said)) return expired("Google says that this key has expired. Make a new one.");
  if (status === 429 || /quota|rateLimitExceeded|dailyLimit/i.test(said)) {
    return unreachable("Google takes no more queries with this key today. Try again tomorrow.");
  }
  if (/API_KEY_INVALID|API key not valid|keyInvalid/i.test(said)) {
    return wrong("Google does not know this key. Copy it again from the Google Cloud console, Credentials.");
  }
  if (/SERVICE_DISABLED|accessNotConfigured|has not been used|API_KEY_SERVICE_BLOCKED/i.test(said)) {
    return wrong(
      "The key is known, but the Custom Search API is not switched on for it in the Google Cloud console.",
    );
  }
  if (status === 400 || status === 404) {
    return wrong(
      "Google does not know the search engine's ID. It stands in the Programmable Search Engine panel.",
    );
  }
  return wrong(`Google refuses this key (${status}). Check its restrictions in the Google Cloud console.`);
}

export async function googleOauth(
  deps: ProviderDeps,
  secret: { client_id: string; client_secret: string; refresh_token: string },
): Promise<VerdictAnswer> {
  const { client_id, client_secret, refresh_token } = secret;
  const form = new URLSearchParams({ client_id, client_secret, refresh_token, grant_type: "refresh_token" });
  const { status, json } = await ask(deps, {
    url: endpoint(deps.settings, "GOOGLE_TOKEN_URL"),
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  if (status === 200 && typeof at(json, "access_token") === "string") {
    return ok("Google accepts the connection to this mailbox.");
  }
  if (status === 0 || status >= 500) return away;
  if (status === 429)
    return unreachable("Google takes no more requests just now. Try again in a few minutes.");
  const error = at(json, "error");
  if (error === "invalid_grant") {
    return expired(
      "Google no longer accepts this connection: it has expired or was withdrawn. Connect Gmail again.",
    );
  }
  if (error === "invalid_client") {
    return wrong("Google does not know the client ID, or the client secret is not its own.");
  }
  if (error === "unauthorized_client") {
    return wrong("The refresh token was made for another client ID. Connect Gmail again with this one.");
  }
  return wrong(`Google refuses the connection (${status}). Connect Gmail again.`);
}
