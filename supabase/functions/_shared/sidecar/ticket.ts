import type { Rpc } from "../db/client.ts";
import { RetryableError } from "../errors/mod.ts";
import type { Ticket } from "./token.ts";

/** The run and step that a command is sent for: once the run has gone on, there is no ticket for it any more. */
export interface Fence {
  runId: string;
  step: string;
}

/** The next epoch and seq of a workspace's sidecar. Throws RetryableError when it may not be told this any more. */
export async function takeTicket(
  rpc: Rpc,
  workspaceId: string,
  removing: boolean,
  fence?: Fence,
): Promise<Ticket> {
  const { status, code, epoch, seq } = await rpc<{ status: number; code?: string } & Partial<Ticket>>(
    "command_ticket",
    {
      p_workspace_id: workspaceId,
      p_removing: removing,
      p_run_id: fence?.runId ?? null,
      p_step: fence?.step ?? null,
    },
  );
  if (status === 200 && epoch !== undefined && seq !== undefined) return { epoch, seq };
  // Not permanent: a freeze turns the run round by itself, a command is voided by it.
  throw new RetryableError(code ?? "no_ticket", `The sidecar may not be told this now (${code ?? status})`);
}

/**
 * Tickets for a command of genesis.commands. Its own seq orders it among its kind; at the sidecar it needs a later one
 * than whatever ignition sent meanwhile. A ticket of another epoch means that a freeze came between: not to be sent.
 */
export const ticketOfEpoch =
  (rpc: Rpc, epoch: number) =>
  async (workspaceId: string, removing: boolean): Promise<Ticket> => {
    const ticket = await takeTicket(rpc, workspaceId, removing);
    if (ticket.epoch !== epoch) {
      throw new RetryableError(
        "overtaken",
        "The workspace was frozen or opened while the command was under way",
      );
    }
    return ticket;
  };
