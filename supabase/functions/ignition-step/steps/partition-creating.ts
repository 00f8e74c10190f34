// Everything that can be known before anything is made is judged first; then the workspace's leads get their place.
import { hasEngineType } from "../credential-types.ts";
import type { Assembled } from "../ports.ts";
import { opener, type Step } from "./step.ts";

/** As if each credential were in n8n already: what is missing or unset in any template throws. */
const pretended = ({ credentials }: Assembled): Record<string, string> =>
  Object.fromEntries(
    ["webhook", ...credentials.map(({ type }) => type)].map((type) => [type, "not-made-yet"]),
  );

export const partitionCreating: Step = async (context) => {
  const { db, droplets, compile, message } = context;
  droplets(message.state.mode);
  const assembled = await db.assemble(message.workspace_id);
  const workflows = await compile(assembled, pretended(assembled), opener(context));
  const { partition_name, outcome } = await db.partitionCreate(message);
  return {
    done: {
      partition_name,
      outcome,
      workflows: workflows.length,
      credentials: assembled.credentials.map(({ type }) => type).filter(hasEngineType),
    },
  };
};
