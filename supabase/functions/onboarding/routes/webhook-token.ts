// Nobody needs to see the token: it goes sealed to the vault, and from there through the sidecar to n8n.
import { z } from "zod";
import type { TokenState } from "../../_shared/contracts/webhook-token.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, posted } from "../../_shared/http/session-route.ts";
import type { ItemOutcome } from "../../_shared/ingest/outcomes.ts";
import { makeToken, storeToken } from "../../_shared/vault/new-webhook-token.ts";
import { asVaultFault } from "../credential-desk.ts";
import type { OnboardingDeps } from "../deps.ts";
import { passed } from "../outcome.ts";

type Rotated = ItemOutcome & { id?: string } & Pick<TokenState, "handing"> & { again: boolean };

/** GET /onboarding/webhook-token: for members; when the token was issued, and whether n8n has it. */
export const readWebhookToken = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, workspaceId }) =>
    json(await rpc<TokenState>("webhook_token_state", { p_workspace_id: workspaceId })),
  );

/** POST /onboarding/webhook-token: a new one. The former one stays valid for the overlap. */
export const rotateWebhookToken = (deps: OnboardingDeps): Route =>
  posted(deps, z.object({}), async ({ rpc, person, workspaceId }) => {
    // A stranger makes nobody derive a key; the role is judged again in the transaction that stores.
    await rpc("onboarding_access", { p_workspace_id: workspaceId });
    const token = await makeToken(deps.rpc, deps.vault, workspaceId).catch(asVaultFault);
    const { handing, again } = passed(
      await storeToken(token, (p_credential) =>
        deps.rpc<Rotated>("webhook_token_rotate", {
          p_workspace_id: workspaceId,
          p_actor: person.userId,
          p_token_hash: token.hash,
          p_credential,
        }),
      ),
    );
    return json({ success: true, handing, again });
  });
