// What the sidecar says to Genesis: one signed POST. The signature covers the exact bytes, the workspace, the time.
import { type Keys, sha256Hex } from "../auth/keys.ts";

export const SIGNATURE_HEADER = "x-genesis-signature";
const TIMEOUT_MS = 15_000;

export interface Said {
  readonly status: number;
  readonly json: unknown;
}

export interface GenesisClient {
  /** `path` below the functions' URL. Throws when there is no answer. */
  post(path: string, workspaceId: string, body: unknown): Promise<Said>;
  /** Unsigned: the one-time token speaks for itself. */
  enrol(token: string): Promise<Said>;
}

export function createGenesisClient(functionsUrl: string, keys: Keys): GenesisClient {
  async function send(path: string, text: string, headers: Record<string, string>): Promise<Said> {
    const answer = await fetch(functionsUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: text,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = await answer.text();
    let json: unknown = null;
    try {
      json = JSON.parse(said);
    } catch {
      json = null; // a proxy's page: the status says enough
    }
    return { status: answer.status, json };
  }
  return {
    async post(path, workspaceId, body) {
      const text = JSON.stringify(body);
      const claims = { workspace_id: workspaceId, body_sha256: sha256Hex(text) };
      return send(path, text, { [SIGNATURE_HEADER]: await keys.sign("genesis-body", claims) });
    },
    enrol: (token) =>
      send(
        "/fleet/enrol",
        JSON.stringify({ token, sign_key: keys.publicSign, seal_key: keys.publicSeal }),
        {},
      ),
  };
}
