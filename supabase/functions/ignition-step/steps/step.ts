// What a step is given and what it gives back. A step reads what is there, adopts it, makes what is missing, and
// never writes a status: the SQL function that its outcome is handed to does.
import { RetryableError } from "../../_shared/errors/mod.ts";
import type { CommandOptions, SidecarTarget } from "../../_shared/sidecar/mod.ts";
import type { Assembled, Message, Ports, SealedCredential } from "../ports.ts";

export interface StepContext extends Ports {
  message: Message;
  /** Milliseconds since 1970: until then the message is this process's own. */
  until: number;
}

export type StepOutcome = { done: Record<string, unknown> } | { againInS: number };

export type Step = (context: StepContext) => Promise<StepOutcome>;

/** No item is begun later than this before the message's end: the rest of it comes with the next reading. */
const RESERVE_MS = 30_000;

export const isTimeForMore = ({ clock, until }: StepContext): boolean => clock.now() + RESERVE_MS < until;

/** Where commands go; the address is known since the step droplet_provisioning. */
export function targetOf(assembled: Assembled): SidecarTarget {
  const { workspace, sidecar_url, sidecar_keys } = assembled;
  if (!sidecar_url) throw new RetryableError("no_sidecar", "The workspace has no sidecar yet");
  return { workspaceId: workspace.id, url: sidecar_url, sealKey: sidecar_keys?.seal_key ?? null };
}

/** For the compiler: opens what the vault holds for this workspace, and for no other. */
export const opener =
  ({ secrets, message }: StepContext) =>
  (credential: SealedCredential): Promise<unknown> =>
    secrets.open(message.workspace_id, credential);

export const lasting = ({ until }: StepContext, options: CommandOptions = {}): CommandOptions => ({
  deadline: until,
  ...options,
});
