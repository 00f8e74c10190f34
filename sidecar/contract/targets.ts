// The engines that the suite runs against: the simulator in both of n8n's modes, and a real n8n when there is one.
import type { WorldOptions } from "../testing/world.ts";

export interface Target {
  readonly name: string;
  readonly options: WorldOptions;
}

/** N8N_CONTRACT_URL, with N8N_CONTRACT_EMAIL and N8N_CONTRACT_PASSWORD of its owner (or of the owner to be made). */
export function targets(env: NodeJS.ProcessEnv = process.env): Target[] {
  const { N8N_CONTRACT_URL: engineUrl, N8N_CONTRACT_EMAIL: email, N8N_CONTRACT_PASSWORD: password } = env;
  const real: Target[] = engineUrl
    ? [
        {
          name: `n8n at ${engineUrl}`,
          options: { engineUrl, ...(email && password ? { owner: { email, password } } : {}) },
        },
      ]
    : [];
  return [
    { name: "simulator, activation later", options: { simulator: { publication: "later" } } },
    { name: "simulator, activation at once", options: { simulator: { publication: "at_once" } } },
    ...real,
  ];
}
