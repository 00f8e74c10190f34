// POST /functions/v1/events: what happened to mails, one event or a batch. 200 means committed.
import type { ReadWebhookCredential } from "../_shared/auth/mod.ts";
import { LIMITS } from "../_shared/contracts/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../_shared/group-commit/group-commit.ts";
import { createHandler, type Handler, requireMethod, subPath } from "../_shared/http/mod.ts";
import {
  createMachineHandler,
  type IngestRequest,
  type ItemOutcome,
  refusedItem,
} from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type EventItem, parseEvent } from "./event-item.ts";

export interface EventsDeps {
  /** Functions of schema genesis, as the machine. */
  rpc: Rpc;
  credential: ReadWebhookCredential;
  client(req: Request): string;
  log?: Log;
}

type EventsRequest = IngestRequest<EventItem>;

export function createEventsHandler({ rpc, credential, client, log }: EventsDeps): Handler {
  const submit = createGroupCommit<EventsRequest, ItemOutcome>({
    call: (requests) => rpc<GroupOutcome<ItemOutcome>[]>("ingest_events", { p_requests: requests }),
    refused: refusedItem,
  });
  const ingest = createMachineHandler<EventItem>({
    counted: "item:event",
    batchLimit: LIMITS.eventsPerRequest,
    parse: parseEvent,
    credential,
    client,
    submit,
    stored: ({ deduped, id }) => ({ deduped, event_id: id }),
  });
  return createHandler(
    "events",
    async (req, ctx) => {
      if (subPath(req, "events") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      return ingest(req, ctx);
    },
    log,
  );
}
