import { unmake } from "../unmake.ts";
import type { Step } from "./step.ts";

export const rollbackWorkflows: Step = (context) =>
  unmake(context, "workflow", ["DEACTIVATE_WORKFLOW", "DELETE_WORKFLOW"]);
