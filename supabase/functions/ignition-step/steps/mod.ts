import { activating } from "./activating.ts";
import { credentialsInjecting } from "./credentials-injecting.ts";
import { dropletProvisioning } from "./droplet-provisioning.ts";
import { handshakePending } from "./handshake-pending.ts";
import { partitionCreating } from "./partition-creating.ts";
import { rollbackCredentials } from "./rollback-credentials.ts";
import { rollbackDroplet } from "./rollback-droplet.ts";
import { rollbackPartition } from "./rollback-partition.ts";
import { rollbackWorkflows } from "./rollback-workflows.ts";
import type { Step } from "./step.ts";
import { workflowsDeploying } from "./workflows-deploying.ts";

/** By the names that private.ignition_steps has. */
export const STEPS: Readonly<Record<string, Step>> = {
  partition_creating: partitionCreating,
  droplet_provisioning: dropletProvisioning,
  handshake_pending: handshakePending,
  credentials_injecting: credentialsInjecting,
  workflows_deploying: workflowsDeploying,
  activating,
  rollback_workflows: rollbackWorkflows,
  rollback_credentials: rollbackCredentials,
  rollback_droplet: rollbackDroplet,
  rollback_partition: rollbackPartition,
};
