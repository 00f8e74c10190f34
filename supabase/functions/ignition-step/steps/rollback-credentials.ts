import { unmake } from "../unmake.ts";
import { removeWebhookToken } from "../webhook-token.ts";
import type { Step } from "./step.ts";

export const rollbackCredentials: Step = async (context) => {
  const outcome = await unmake(context, "credential", ["DELETE_CREDENTIAL"]);
  if ("done" in outcome) await removeWebhookToken(context);
  return outcome;
};
