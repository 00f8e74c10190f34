// How an action of genesis.commands speaks to the workspace's sidecar.
import type { Action, Payloads, ResultOf } from "../_shared/sidecar/mod.ts";
import type { Command, CommandPorts } from "./ports.ts";

export interface Work extends CommandPorts {
  command: Command;
  /** Milliseconds since 1970: until then the command is this process's own. */
  until: number;
}

/** Does a command; what it gives is kept with its outcome. Throws PermanentError or RetryableError. */
export type Run = (work: Work) => Promise<Record<string, unknown>>;

export function tell<A extends Action>(work: Work, action: A, payload: Payloads[A]): Promise<ResultOf<A>> {
  const { command, sidecarFor, until } = work;
  const { workspace_id: workspaceId, sidecar } = command;
  const target = { workspaceId, url: sidecar.url, sealKey: sidecar.seal_key };
  const options = { deadline: until, removing: command.removing };
  return sidecarFor(command).command(target, action, payload, options);
}
