// What the page sees of a run: the members of the contract, and no address of a server.
import type { LaunchOperation, LaunchState, LaunchStatus } from "../_shared/contracts/launch.ts";
import { deployedOf, type StoredDeployed } from "./deployed.ts";

const MEMBERS = [
  "status",
  "run_id",
  "trace_id",
  "current_step",
  "total_steps",
  "error_message",
  "error_step",
  "rollback_success",
  "cancel_requested_at",
  "started_at",
  "completed_at",
] as const satisfies readonly (keyof LaunchState)[];

export interface StoredStatus {
  state: Record<string, unknown> | null;
  operations: LaunchOperation[];
  deployed?: StoredDeployed | null;
}

export const pickState = (state: Record<string, unknown> | null): LaunchState | null =>
  state && (Object.fromEntries(MEMBERS.map((name) => [name, state[name] ?? null])) as unknown as LaunchState);

/** What a step found out for the steps after it: where the servers are. */
const ADDRESSES = ["droplet_ip", "sidecar_url", "webhook_url"];

const withoutAddresses = ({ result, ...operation }: LaunchOperation): LaunchOperation => ({
  ...operation,
  result: result && Object.fromEntries(Object.entries(result).filter(([name]) => !ADDRESSES.includes(name))),
});

export const pickStatus = ({ state, operations, deployed }: StoredStatus): LaunchStatus => ({
  state: pickState(state),
  operations: operations.map(withoutAddresses),
  deployed: deployed ? deployedOf(deployed) : null,
});
