// A workspace's sidecar, as Genesis meets it.

import {
  enrolmentToken,
  newSidecar,
  report,
  type TestSidecar,
} from "../../supabase/functions/fleet/testing.ts";
import type { World } from "../support/world.ts";
import type { Json } from "./http.ts";

export { enrolmentToken };

/** Two public keys that are nobody's. */
export const ENROLMENT = {
  sign_key: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) },
  seal_key: { kty: "OKP", crv: "X25519", x: "B".repeat(43) },
};

async function enrolled(world: World, workspaceId: string): Promise<TestSidecar> {
  const sidecar = await newSidecar();
  const { sign_key, seal_key } = sidecar;
  const body = { token: await enrolmentToken(world, workspaceId), sign_key, seal_key };
  const answer = await world.caller().send("/fleet/enrol", { body });
  if (answer.status !== 200) throw new Error(`enrol: ${answer.status} ${answer.text}`);
  return sidecar;
}

/** Enrols a new sidecar for the workspace and signs this body with it: the header's value. */
export async function signatureOf(world: World, workspaceId: string, body: Json): Promise<string> {
  const sidecar = await enrolled(world, workspaceId);
  const signed = await report("", sidecar, body, { claims: { workspace_id: workspaceId } });
  return signed.headers.get("x-genesis-signature") as string;
}
