// The order of a route for signed-in people: session → workspace_id and schema → its work. Who may, is the database's
// to say: the work calls it with the person's own token, or as the machine with p_actor.
import type { z } from "zod";
import type { RequireSession, Session } from "../auth/mod.ts";
import { LIMITS, parseItem } from "../contracts/mod.ts";
import { findUnstorable } from "../contracts/text.ts";
import type { Rpc } from "../db/client.ts";
import { HttpError } from "../errors/mod.ts";
import { readJsonObject } from "./body.ts";
import type { RequestContext } from "./handler.ts";
import { requireWorkspaceId } from "./request.ts";
import type { Route } from "./router.ts";

export interface SessionDeps {
  session: RequireSession;
  /** Functions of schema public, as the person. */
  userRpc(token: string): Rpc;
}

export interface Call {
  person: Session;
  workspaceId: string;
  /** As the person. */
  rpc: Rpc;
  ctx: RequestContext;
}

type Shape = z.ZodType & { readonly shape: object };

/** The known fields of `raw`, judged; throws 400 naming those that are bad. */
export function parseFields<S extends Shape>(schema: S, raw: Record<string, unknown>): z.output<S> {
  const names = Object.keys(schema.shape);
  for (const name of names) {
    const found = Object.hasOwn(raw, name) ? findUnstorable(raw[name], LIMITS.metadataDepth) : undefined;
    if (found) {
      const path = found.path ? `${name}.${found.path}` : name;
      throw new HttpError("invalid_field", { fields: [{ path, message: found.message }] });
    }
  }
  const parsed = parseItem<z.output<S>>(schema as z.ZodType<z.output<S>>, names, raw);
  if (!parsed.ok) throw new HttpError("invalid_field", { fields: parsed.fields });
  return parsed.item;
}

const callOf = (deps: SessionDeps, person: Session, id: unknown, ctx: RequestContext): Call => {
  const workspaceId = requireWorkspaceId(id);
  ctx.workspaceId = workspaceId;
  return { person, workspaceId, rpc: deps.userRpc(person.token), ctx };
};

/** A POST: workspace_id and the schema's fields in the body. */
export const posted =
  <S extends Shape>(
    deps: SessionDeps,
    schema: S,
    work: (call: Call, item: z.output<S>, raw: Record<string, unknown>) => Promise<Response>,
  ): Route =>
  async (req, ctx) => {
    const person = await deps.session(req);
    const raw = await readJsonObject(req);
    const call = callOf(deps, person, raw.workspace_id, ctx);
    return work(call, parseFields(schema, raw), raw);
  };

/** A GET or DELETE: workspace_id in the query. */
export const asked =
  (deps: SessionDeps, work: (call: Call, query: URLSearchParams) => Promise<Response>): Route =>
  async (req, ctx) => {
    const person = await deps.session(req);
    const query = new URL(req.url).searchParams;
    return work(callOf(deps, person, query.get("workspace_id"), ctx), query);
  };
