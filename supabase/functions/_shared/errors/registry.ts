// The one registry of errors: what `code` means, its HTTP status, the sentence for people, and what to do next.
// docs/error-codes.md explains each; a test keeps the two in step.

interface Entry {
  status: number;
  sentence: string;
  hint: string;
}

const entry = (status: number, sentence: string, hint: string): Entry => ({ status, sentence, hint });

export const ERRORS = {
  workspace_id_required: entry(400, "workspace_id is required", "Send workspace_id; there is no default."),
  invalid_json: entry(400, "The body is not valid JSON", "Send one JSON object, encoded as UTF-8."),
  invalid_field: entry(400, "Some fields are not valid", "`fields` names each with its reason."),
  data_rejected: entry(400, "The database refused these values", "Look for values out of range or too long."),
  body_unreadable: entry(400, "The body ended early", "Send the request again."),
  invalid_token: entry(
    401,
    "The webhook token is not valid",
    "Send the workspace's token in x-webhook-token.",
  ),
  invalid_session: entry(
    401,
    "A valid session is required",
    "Sign in, and send the session token as a bearer token.",
  ),
  invalid_api_key: entry(401, "The API key is not valid", "Send a key of the workspace in x-api-key."),
  invalid_cron_secret: entry(401, "The cron credential is not valid", "Send CRON_SECRET in x-cron-secret."),
  invalid_signature: entry(401, "The link is not valid", "The link was cut off or changed on its way."),
  invalid_sidecar_signature: entry(
    401,
    "The sidecar's signature is not valid",
    "Sign the raw body with the enrolled key; check the clock.",
  ),
  invalid_webhook_signature: entry(
    401,
    "The webhook's signature is not valid",
    "Sign the raw body with this endpoint's secret; check the clock.",
  ),
  invalid_enrolment_token: entry(
    401,
    "The enrolment token is not valid",
    "Ask an operator for a new one: each works once.",
  ),
  budget_exceeded: entry(
    402,
    "Budget limit exceeded",
    "Wait for the next month, or ask an operator for a higher limit.",
  ),
  workspace_frozen: entry(403, "Workspace is frozen", "An operator stopped this workspace; ask them."),
  forbidden: entry(403, "You have no access to this", "Ask an owner of the workspace."),
  not_found: entry(
    404,
    "There is nothing at this address",
    "See supabase/functions/README.md for the routes.",
  ),
  method_not_allowed: entry(405, "This method is not allowed here", "`Allow` names the methods that are."),
  idempotency_conflict: entry(
    409,
    "This idempotency_key was used for a different event",
    "Give each event a key of its own; send the same key only for the same event.",
  ),
  conflict: entry(409, "This contradicts what is stored", "Read the current state, then try again."),
  already_frozen: entry(409, "This workspace is frozen already", "Read its freeze; unfreeze it first."),
  not_frozen: entry(409, "This workspace is not frozen", "Read its state: somebody unfroze it already."),
  legacy_workspace: entry(
    409,
    "This is not for the legacy workspace",
    "Its leads live in public.leads_ohio.",
  ),
  no_partition: entry(409, "This workspace has no leads yet", "Launch the workspace first."),
  duplicate_line: entry(409, "An earlier item has the same address", "Send each address once a request."),
  suppressed: entry(
    409,
    "This address must not be written to",
    "`reason` says why: it opted out or bounced.",
  ),
  ignition_in_progress: entry(
    409,
    "Ignition already in progress",
    "Watch GET /launch/status, or cancel the run first.",
  ),
  rotation_pending: entry(
    409,
    "The last new webhook token is still on its way to n8n",
    "Wait until GET /onboarding/webhook-token says that it is done.",
  ),
  too_many_credentials: entry(
    409,
    "This workspace has as many credentials of this type as it may",
    "Delete one that nobody uses, or store the new secret under its name.",
  ),
  no_webhook_token: entry(
    409,
    "This workspace has no webhook token yet",
    "The launch makes the first one and hands it to n8n.",
  ),
  not_running: entry(409, "No launch is under way", "GET /launch/status says how the last one ended."),
  consent_expired: entry(
    409,
    "This consent has expired or was used already",
    "Begin again: connect to Google from the wizard.",
  ),
  not_failed: entry(409, "Only a failed launch can be retried", "GET /launch/status says where it is."),
  body_too_large: entry(413, "The body is too large", "Send fewer items at a time."),
  unprocessable: entry(422, "This cannot be done in the current state", "The sentence says why."),
  not_ready: entry(422, "Something is missing before the launch", "`missing` names each with its stage."),
  no_templates: entry(
    422,
    "No workflow templates are stored yet",
    "An operator runs `genesis templates push`.",
  ),
  stage_first: entry(422, "Another stage comes first", "The sentence names it."),
  local_not_offered: entry(
    422,
    "A local n8n is not offered here",
    "Choose DigitalOcean; LOCAL_MODE=true is for one's own machine.",
  ),
  credential_refused: entry(422, "The provider refuses this key", "`verdict` says whether wrong or expired."),
  rate_limited: entry(429, "Too many requests", "Wait for the seconds in Retry-After; send batches."),
  internal_error: entry(500, "Something went wrong on our side", "Report the request_id."),
  not_implemented: entry(501, "This is not set up here", "An operator must set what the log names."),
  not_offered: entry(501, "This is not offered here", "An operator must set what `settings` names."),
  provider_refused: entry(502, "The provider refused this", "An operator finds the reason in the log."),
  not_configured: entry(
    503,
    "This function is not set up yet",
    "An operator finds the missing settings in its log.",
  ),
  database_unavailable: entry(
    503,
    "The database is away for a moment",
    "Send the same request again after Retry-After.",
  ),
  configuration_not_saved: entry(
    503,
    "Configuration could not be saved. Please try again.",
    "Nothing was changed; send the same again after Retry-After.",
  ),
  provider_unavailable: entry(
    503,
    "The provider does not answer just now",
    "Send the same request again after Retry-After.",
  ),
  partition_busy: entry(
    503,
    "The workspace's leads are busy",
    "Send the same request again after Retry-After.",
  ),
  overloaded: entry(503, "Too many requests are waiting", "Send the same request again after Retry-After."),
  issuer_unavailable: entry(503, "Sessions cannot be checked for a moment", "Try again after Retry-After."),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(ERRORS, code);

/** The code for a status that came without one of ours. */
export function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return "invalid_session";
    case 402:
      return "budget_exceeded";
    case 403:
      return "forbidden";
    case 404:
    case 410:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 409:
      return "conflict";
    case 413:
      return "body_too_large";
    case 422:
      return "unprocessable";
    case 429:
      return "rate_limited";
    case 501:
      return "not_implemented";
    case 503:
      return "database_unavailable";
    default:
      return status >= 400 && status < 500 ? "invalid_field" : "internal_error";
  }
}
