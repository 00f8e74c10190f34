import type { Action } from "./action.ts";
import { activationActions } from "./activation.ts";
import { credentialActions } from "./credentials.ts";
import { executionActions } from "./executions.ts";
import { workflowActions } from "./workflows.ts";

/** Every action of the contract, by name. */
export const ACTIONS = {
  ...credentialActions,
  ...workflowActions,
  ...activationActions,
  ...executionActions,
};

export function actionNamed(name: string): Action | undefined {
  return Object.hasOwn(ACTIONS, name)
    ? (ACTIONS[name as keyof typeof ACTIONS] as unknown as Action)
    : undefined;
}
