// Paths and methods of a function with many routes, by Hono. Not in mod.ts: only such a function's deno.json names hono.
import { Hono } from "hono";
import { HttpError } from "../errors/mod.ts";
import type { RequestContext } from "./handler.ts";
import { preflight } from "./reply.ts";
import { requireMethod, subPath } from "./request.ts";

export type Route = (req: Request, ctx: RequestContext) => Promise<Response>;
export type Routes = Readonly<Record<string, Partial<Record<"GET" | "POST" | "DELETE", Route>>>>;

/** Below the function's name: "" or "/brand". 404 and 405 as everywhere; a browser's preflight is answered. */
export function createRouter(name: string, routes: Routes): Route {
  const app = new Hono<{ Bindings: RequestContext }>({ getPath: (req) => subPath(req, name) || "/" });
  for (const [path, methods] of Object.entries(routes)) {
    const at = path || "/";
    const allowed = Object.keys(methods);
    for (const [method, route] of Object.entries(methods)) app.on(method, at, (c) => route(c.req.raw, c.env));
    app.all(at, (c) => {
      if (c.req.method === "OPTIONS") return preflight(allowed.join(", "));
      requireMethod(c.req.raw, ...allowed);
      throw new HttpError("method_not_allowed", { headers: { allow: allowed.join(", ") } });
    });
  }
  app.notFound(() => {
    throw new HttpError("not_found");
  });
  // createHandler turns what is thrown into the reply and the log line, in one place for every function.
  app.onError((error) => {
    throw error;
  });
  return async (req, ctx) => app.fetch(req, ctx);
}
