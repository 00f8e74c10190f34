// POST /functions/v1/cost-events: what calls to language models cost. POST …/reserve: room in the budget before such
// a call. GET: what was spent, paged.
import type { ReadWebhookCredential } from "../_shared/auth/mod.ts";
import { LIMITS, type Parsed } from "../_shared/contracts/mod.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../_shared/group-commit/group-commit.ts";
import {
  createHandler,
  type Handler,
  preflight,
  requireMethod,
  subPath,
  withCors,
} from "../_shared/http/mod.ts";
import {
  createMachineHandler,
  type IngestRequest,
  type ItemOutcome,
  refusedItem,
} from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { parseCost, parseReserve } from "./cost-item.ts";
import { createUsagePage, type UsagePageDeps } from "./usage-page.ts";

export interface CostEventsDeps extends UsagePageDeps {
  credential: ReadWebhookCredential;
  log?: Log;
}

/** The members of an outcome under their public names. */
const storedCost = ({ deduped, cost_id, cost_usd, unpriced }: ItemOutcome) => ({
  deduped,
  cost_id,
  cost_usd,
  unpriced,
});

const reserved = ({ deduped, reservation_id, expires_at, remaining }: ItemOutcome) => ({
  deduped,
  reservation_id,
  expires_at,
  remaining,
});

/** SQL's `id` is the public cost_id: a cost over the limit has one, too, as it is kept. */
const withCostId = ({ id, ...outcome }: ItemOutcome): ItemOutcome => ({ ...outcome, cost_id: id });

export function createCostEventsHandler(deps: CostEventsDeps): Handler {
  const machine = <I>(
    name: string,
    parse: (raw: unknown) => Parsed<I>,
    stored: (outcome: ItemOutcome) => Record<string, unknown>,
  ) =>
    createMachineHandler<I>({
      counted: name === "cost_reserve" ? "item:reserve" : "item:cost",
      batchLimit: LIMITS.costsPerRequest,
      parse,
      credential: deps.credential,
      client: deps.client,
      stored,
      submit: createGroupCommit<IngestRequest<I>, ItemOutcome>({
        call: async (requests) => {
          const outcomes = await deps.rpc<GroupOutcome<ItemOutcome>[]>(name, { p_requests: requests });
          return outcomes.map((o) => (o.results ? { ...o, results: o.results.map(withCostId) } : o));
        },
        refused: refusedItem,
      }),
    });
  const ingest = machine("ingest_costs", parseCost, storedCost);
  const reserve = machine("cost_reserve", parseReserve, reserved);
  const usagePage = createUsagePage(deps);

  return createHandler(
    "cost-events",
    async (req, ctx) => {
      const path = subPath(req, "cost-events");
      if (path === "/reserve") {
        requireMethod(req, "POST");
        return reserve(req, ctx);
      }
      if (path !== "") throw new HttpError("not_found");
      requireMethod(req, "GET", "POST", "OPTIONS");
      if (req.method === "OPTIONS") return preflight("GET");
      return req.method === "GET" ? usagePage(req, ctx) : ingest(req, ctx);
    },
    deps.log,
    // The web page reads from a browser, errors included.
    withCors,
  );
}
