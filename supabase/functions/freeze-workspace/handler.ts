// /functions/v1/freeze-workspace, for operators: POST freezes a workspace, GET shows its freeze as it proceeds, DELETE
// unfreezes it; POST …/reactivate starts what a freeze left off. SQL judges who is an operator.
import type { RequireSession, Session } from "../_shared/auth/mod.ts";
import {
  type FreezeAnswer,
  type FreezeStatus,
  freezeSchema,
  type UnfreezeAnswer,
} from "../_shared/contracts/freeze.ts";
import { type Parsed, parseItem } from "../_shared/contracts/mod.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  createHandler,
  type Handler,
  json,
  preflight,
  readJsonObject,
  requireMethod,
  requireWorkspaceId,
  subPath,
  withCors,
} from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import { choice, choiceOf } from "./choice.ts";
import { insist } from "./insist.ts";
import { type Outcome, passed } from "./outcome.ts";
import { type UnfreezeDeps, unfreeze } from "./unfreeze.ts";

export interface FreezeDeps extends UnfreezeDeps {
  session: RequireSession;
  log?: Log;
}

type Route = (req: Request, session: Session, workspaceId: string, asked: unknown) => Promise<unknown>;

function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.item;
  throw new HttpError("invalid_field", { fields: parsed.fields });
}

/** What asked something of the sidecar says under which trace. */
const traceOf = (answer: unknown): string | undefined => (answer as { trace_id?: string }).trace_id;

export function createFreezeHandler(deps: FreezeDeps): Handler {
  const call = async <T>(name: string, id: string, { userId }: Session, more = {}): Promise<T> =>
    passed(await deps.rpc<Outcome<T>>(name, { p_workspace_id: id, p_actor: userId, ...more }));

  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    "": {
      POST: (_req, session, id, asked) => {
        const { reason } = valid(parseItem(freezeSchema, ["reason"], asked));
        return insist(() => call<FreezeAnswer>("workspace_freeze", id, session, { p_reason: reason }));
      },
      GET: (_req, session, id) => call<FreezeStatus>("freeze_status", id, session),
      DELETE: (req, { userId }, id) => unfreeze(deps, id, userId, choiceOf(new URL(req.url).searchParams)),
    },
    "/reactivate": {
      POST: (_req, session, id, asked) =>
        call<Pick<UnfreezeAnswer, "reactivating" | "trace_id">>("workspace_reactivate", id, session, {
          p_reactivate: choice((asked as { reactivate?: unknown }).reactivate),
        }),
    },
  };

  return createHandler(
    "freeze-workspace",
    async (req, ctx) => {
      const methods = routes[subPath(req, "freeze-workspace")];
      if (!methods) throw new HttpError("not_found");
      const allowed = Object.keys(methods);
      requireMethod(req, ...allowed, "OPTIONS");
      if (req.method === "OPTIONS") return preflight(allowed.join(", "));
      const session = await deps.session(req);
      const asked = req.method === "POST" ? await readJsonObject(req) : undefined;
      const given = asked ? asked.workspace_id : new URL(req.url).searchParams.get("workspace_id");
      ctx.workspaceId = requireWorkspaceId(given);
      const answer = await (methods[req.method] as Route)(req, session, ctx.workspaceId, asked);
      ctx.traceId = traceOf(answer);
      return json(answer);
    },
    deps.log,
    withCors,
  );
}
