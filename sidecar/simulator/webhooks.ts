// /webhook: what an active workflow answers.
import { Hono } from "hono";
import type { Core } from "./core.ts";
import { execute } from "./execute.ts";
import { hooksAt } from "./publish.ts";

export function webhooks(core: Core): Hono {
  const app = new Hono();
  app.all("/*", (c) => {
    const path = c.req.path.replace(/^\/webhook\//, "");
    const hooks = hooksAt(core, path);
    if (c.req.method === "OPTIONS") {
      c.header("access-control-allow-methods", ["OPTIONS", ...hooks.map((hook) => hook.method)].join(", "));
      // n8n 2.41.1 fails over a preflight for a path that it does not know.
      return c.body(null, hooks.length > 0 ? 204 : 500);
    }
    const hook = hooks.find((each) => each.method === c.req.method);
    if (!hook) {
      const message = `The requested webhook "${c.req.method} ${path}" is not registered.`;
      return c.json({ code: 404, message }, 404);
    }
    execute(core, hook.workflow, hook.node.name, "webhook");
    core.save();
    return c.json({ message: "Workflow was started" });
  });
  return app;
}
