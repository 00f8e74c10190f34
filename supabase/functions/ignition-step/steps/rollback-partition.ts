import type { Step } from "./step.ts";

/** A partition that holds leads is detached and kept; the trail names it. */
export const rollbackPartition: Step = async ({ db, message }) => {
  const { outcome, partition_name, leads } = await db.partitionDrop(message);
  return { done: { partition: outcome, kept: outcome === "kept" ? { partition_name, leads } : undefined } };
};
