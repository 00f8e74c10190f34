// POST /functions/v1/fleet/enrol: a sidecar registers its public keys with a one-time token and learns Genesis's.
// POST …/heartbeat: it lives, signed with its key.
import type { SigningKeys } from "../_shared/auth/mod.ts";
import { sha256Hex } from "../_shared/auth/mod.ts";
import type { RequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  createHandler,
  type Handler,
  json,
  parseJsonObject,
  readBytes,
  readJsonObject,
  requireMethod,
  requireWorkspaceId,
  subPath,
} from "../_shared/http/mod.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { charge } from "../_shared/rate.ts";
import { parseEnrolment, parseHeartbeat } from "./sidecar-reports.ts";

export interface FleetDeps {
  rpc: Rpc;
  keys: SigningKeys;
  sidecar: RequireSidecar;
  /** A caller's address, for its rate. */
  client: (req: Request) => string;
  log?: Log;
}

export function createFleetHandler({ rpc, keys, sidecar, client, log }: FleetDeps): Handler {
  async function enrol(req: Request): Promise<Response> {
    const body = await readJsonObject(req);
    const parsed = parseEnrolment(body);
    if (!parsed.ok) {
      // Without a token at all the caller is nobody; keys are judged for who has one.
      if (parsed.fields.some((field) => field.path === "token"))
        throw new HttpError("invalid_enrolment_token");
      throw new HttpError("invalid_field", { fields: parsed.fields });
    }
    await charge(rpc, "client", client(req));
    const { token, sign_key, seal_key } = parsed.item;
    const args = { p_token_hash: sha256Hex(token), p_sign_key: sign_key, p_seal_key: seal_key };
    const outcome = await rpc<ItemOutcome>("enrol", args);
    if (outcome.status !== 200) throw itemError(outcome);
    sidecar.forget(String(outcome.workspace_id));
    return json({ ok: true, workspace_id: outcome.workspace_id, genesis_keys: keys.jwks() });
  }

  async function heartbeat(req: Request): Promise<Response> {
    const raw = await readBytes(req);
    const body = parseJsonObject(raw);
    const workspaceId = requireWorkspaceId(body.workspace_id);
    const by = await sidecar(req, raw);
    if (by.workspaceId !== workspaceId) throw new HttpError("invalid_sidecar_signature");
    const parsed = parseHeartbeat(body);
    if (!parsed.ok) throw new HttpError("invalid_field", { fields: parsed.fields });
    const args = { p_workspace_id: workspaceId, p: parsed.item, p_key_x: by.keyX };
    const outcome = await rpc<ItemOutcome>("heartbeat", args);
    if (outcome.status === 401) sidecar.forget(workspaceId);
    if (outcome.status !== 200) throw itemError(outcome);
    // With each beat, so that a sidecar learns of a new signing key before it is used.
    return json({ ok: true, genesis_keys: keys.jwks() });
  }

  return createHandler(
    "fleet",
    async (req) => {
      const path = subPath(req, "fleet");
      const route = path === "/enrol" ? enrol : path === "/heartbeat" ? heartbeat : undefined;
      if (!route) throw new HttpError("not_found");
      requireMethod(req, "POST");
      return route(req);
    },
    log,
  );
}
