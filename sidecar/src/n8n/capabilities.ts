// Which n8n this is, and whether it has what the sidecar needs. An unknown version is refused with a clear
// sentence: n8n changes its editor's API, and a workflow engine that half works sends half the mail.
import { EngineError } from "./engine.ts";
import type { Call } from "./http.ts";
import type { Session } from "./session.ts";

/** Major.minor versions that the contract suite has been run against. */
export const KNOWN_VERSIONS: readonly string[] = ["2.41"];

const NEEDED = [
  ["/workflows", "post"],
  ["/workflows/{workflowId}", "put"],
  ["/workflows/{workflowId}/activate", "post"],
  ["/workflows/{workflowId}/deactivate", "post"],
  ["/workflows/{workflowId}/tags", "put"],
  ["/credentials", "get"],
  ["/credentials/{credentialId}", "patch"],
  ["/credentials/{credentialId}/test", "post"],
  ["/executions/{executionId}/stop", "post"],
  ["/tags", "post"],
] as const;

/** The methods under each path of an OpenAPI document: two levels of indentation tell all that is asked here. */
export function operationsOf(yaml: string): Set<string> {
  const found = new Set<string>();
  let path = "";
  for (const line of yaml.split("\n")) {
    const at = /^ {2}'?(\/[^':]*)'?:\s*$/.exec(line);
    if (at) path = (at[1] as string).replace(/\{[^}]*\}/g, "{}");
    const method = /^ {4}(get|post|put|patch|delete):/.exec(line);
    if (method && path) found.add(`${method[1]} ${path}`);
  }
  return found;
}

const unknown = (which: string): EngineError =>
  new EngineError(
    "engine_unready",
    `n8n ${which} is not known to this sidecar (it knows ${KNOWN_VERSIONS.map((v) => `${v}.x`).join(", ")}): install a known one`,
  );

/**
 * From the registry of instances: /rest/settings, which also knows it, is gone where the editor is switched off. An n8n
 * that is older than the registry answers 404.
 */
async function versionOf(session: Session): Promise<string> {
  const answer = await session.rest("/rest/instance-registry", { expect: [404] });
  if (answer.status === 404) throw unknown("of an unknown version, which does not say it,");
  const { data } = answer.json as { data: { instances: { version: string; lastSeen: number }[] } };
  const [latest] = [...data.instances].sort((a, b) => b.lastSeen - a.lastSeen);
  if (!latest) throw new EngineError("engine_unready", "n8n does not say its version yet");
  return latest.version;
}

/** n8n's version. Errors: EngineError, with a sentence that says what to do. */
export async function checkEngine(base: string, call: Call, session: Session): Promise<string> {
  const ready = await call("/healthz/readiness", { expect: [503] });
  if (ready.status !== 200) throw new EngineError("engine_unavailable", "n8n is starting");
  const version = await versionOf(session);
  if (!KNOWN_VERSIONS.includes(version.split(".").slice(0, 2).join("."))) throw unknown(version);
  const document = await fetch(`${base}/api/v1/openapi.yml`, { signal: AbortSignal.timeout(10_000) });
  const operations = operationsOf(await document.text());
  const missing = NEEDED.map(([path, method]) => `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`).filter(
    (operation) => !operations.has(operation),
  );
  if (missing.length > 0)
    throw new EngineError(
      "engine_unready",
      `n8n ${version} lacks what the sidecar needs: ${missing.join(", ")}`,
    );
  await session.api("/tags?limit=1"); // the key works
  return version;
}
