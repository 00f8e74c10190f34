// How an object of n8n says that it is Genesis's, and for which row of genesis.workflow_map it stands.
// The name carries the map id, because it is written in the same call that makes the object: no crash can leave
// one without. Workflows carry the tag as well, for people and for listing. Credentials have no tags in n8n.
import { sha256Hex } from "../auth/keys.ts";
import type { EngineWorkflow } from "../n8n/engine.ts";

export const TAG = "genesis";
/** n8n's limit for the names of workflows and credentials. */
const NAME_LIMIT = 128;

const SUFFIX = / \[genesis:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]$/;

export function nameWith(name: string, mapId: string): string {
  const suffix = ` [${TAG}:${mapId}]`;
  // Whole characters: half of a pair is no text.
  const room = name.slice(0, NAME_LIMIT - suffix.length).replace(/[\ud800-\udbff]$/, "");
  return `${room.trim() || "unnamed"}${suffix}`;
}

/**
 * What the sidecar's own fallback writes where a row of genesis.workflow_map has its id: the same for the same template
 * and campaign, so that neither a second start nor Genesis's own deployment makes another.
 */
export function standInId(campaignId: string, logicalId: string): string {
  const hex = sha256Hex(`stand-in/${campaignId.toLowerCase()}/${logicalId}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const mapIdOf = (name: string): string | null => SUFFIX.exec(name)?.[1] ?? null;
export const plainName = (name: string): string => name.replace(SUFFIX, "");
export const isOurs = (workflow: EngineWorkflow): boolean =>
  workflow.tags.includes(TAG) || mapIdOf(workflow.name) !== null;
