// How a workspace's webhook token is, as GET /onboarding/webhook-token tells members. Never the token.

/**
 * How far the valid token is on its way to n8n: `legacy` (an operator enters it there by hand), `none` (there is none before the first launch), `launching` (the launch
 * hands it over), `no_server` (the next launch will), `waiting` for the sidecar, `failed` (given up; n8n may have the
 * former one), `done`.
 */
export type TokenHanding = "legacy" | "none" | "launching" | "no_server" | "waiting" | "failed" | "done";

export interface TokenState {
  handing: TokenHanding;
  issued_at: string | null;
  /** A member's name or address; null for an operator's and ignition's own doing. */
  issued_by: string | null;
  /** The former token is valid until then. */
  previous_until: string | null;
  /** For how long, from a rotation on, the former token stays valid. */
  overlap_hours: number;
  /** When the sidecar was asked last, and how often it was tried since. */
  asked_at: string | null;
  attempts: number | null;
  /** When n8n got the valid one. */
  handed_at: string | null;
}
