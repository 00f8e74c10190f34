import { z } from "zod";
import { HttpError } from "../../_shared/errors/mod.ts";
import type { RequestContext } from "../../_shared/http/handler.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, posted } from "../../_shared/http/session-route.ts";
import { functionsUrl, type ItemOutcome } from "../../_shared/ingest/mod.ts";
import type { Access, OnboardingDeps } from "../deps.ts";
import {
  consentUrl,
  exchangeCode,
  GOOGLE_SETTINGS,
  newVerifier,
  readState,
  signState,
  stateHash,
} from "../google.ts";
import { asNeighbour, notOffered, passed } from "../outcome.ts";

const NAME = "Gmail";
const expired = (): HttpError => new HttpError("consent_expired");
const redirectOf = ({ settings }: OnboardingDeps): string =>
  `${functionsUrl(settings)}/onboarding/google/callback`;

/** GET /onboarding/google/start: the address where the person consents. */
export const startGoogle = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, person, workspaceId }) => {
    const access = await rpc<Access>("onboarding_access", { p_workspace_id: workspaceId });
    const unset = [...GOOGLE_SETTINGS, "WEB_URL"].filter((name) => !deps.settings.optional(name));
    if (unset.length > 0) throw notOffered(...unset);
    const about = { workspace_id: workspaceId, slug: access.slug, actor: person.userId };
    const state = await signState(deps.keys, about);
    const { verifier, challenge } = await newVerifier();
    passed(
      await deps.rpc<ItemOutcome>("google_oauth_begin", {
        p_workspace_id: workspaceId,
        p_actor: person.userId,
        p_state_hash: stateHash(state),
        p_verifier: verifier,
      }),
    );
    const hint = access.sender_email;
    return json({ url: consentUrl(deps.settings, { state, challenge, redirect: redirectOf(deps), hint }) });
  });

/**
 * GET /onboarding/google/callback: where Google sends the browser, and on to the wizard. What comes back is not traded
 * here: whoever follows somebody else's consent link would give his mailbox to that person's workspace. The page hands
 * code and state in with its session (they follow #, which no server sees), and only who began may finish.
 */
export const returnFromGoogle =
  (deps: OnboardingDeps): Route =>
  async (req: Request, ctx: RequestContext) => {
    const query = new URL(req.url).searchParams;
    const state = query.get("state") ?? "";
    const known = await readState(deps.keys, state);
    if (!known) throw new HttpError("invalid_signature");
    const web = deps.settings.optional("WEB_URL");
    if (!web) throw notOffered("WEB_URL");
    ctx.workspaceId = known.workspace_id;
    const code = query.get("code");
    if (!code) ctx.outcome = "google_denied";
    const page = `${web.replace(/\/+$/, "")}/w/${encodeURIComponent(known.slug)}/onboarding/email`;
    const location = code
      ? `${page}?google=finish#${new URLSearchParams({ code, state })}`
      : `${page}?google=failed`;
    const headers = { location, "cache-control": "no-store", "referrer-policy": "no-referrer" };
    return new Response(null, { status: 302, headers });
  };

const finishSchema = z.object({
  code: z.string("is required").min(1, "is required").max(2000, "is too long"),
  state: z.string("is required").min(1, "is required").max(4000, "is too long"),
});

/** POST /onboarding/google/finish: trades the code for the token, once, and stores it sealed. */
export const finishGoogle = (deps: OnboardingDeps): Route =>
  posted(deps, finishSchema, async ({ rpc, person, workspaceId }, { code, state }) => {
    await rpc<Access>("onboarding_access", { p_workspace_id: workspaceId });
    const unset = GOOGLE_SETTINGS.filter((name) => !deps.settings.optional(name));
    if (unset.length > 0) throw notOffered(...unset);
    const known = await readState(deps.keys, state);
    if (known?.workspace_id !== workspaceId || known.actor !== person.userId) throw expired();
    const place = { workspaceId, actor: person.userId };
    const args = { p_workspace_id: workspaceId, p_actor: person.userId, p_state_hash: stateHash(state) };
    const taken = await deps.rpc<ItemOutcome & { verifier?: string }>("google_oauth_take", args);
    if (taken.status === 404) throw expired();
    const { verifier = "" } = passed(taken);
    const redirect = redirectOf(deps);
    const secret = await asNeighbour("Google", () =>
      exchangeCode(deps.settings, deps.fetch, { code, verifier, redirect }),
    );
    const type = "google_oauth2";
    const { credential, stages } = await deps.credentials.put(place, { type, name: NAME, secret });
    return json({ success: true, credential, stages });
  });
