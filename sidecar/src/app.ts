// The two HTTP faces: commands, open to the network; node events, for the n8n beside it alone.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { messageOf } from "./log.ts";
import { getHealth } from "./routes/get-health.ts";
import { postChallenge } from "./routes/post-challenge.ts";
import { type CommandParts, postCommand } from "./routes/post-command.ts";
import { type NodeEventsParts, postNodeEvents } from "./routes/post-node-events.ts";
import { refuse } from "./routes/reply.ts";

/** A workflow with generous texts is 200 kB. */
const MAX_BODY = 4 * 1024 * 1024;

function base(log: CommandParts["log"]): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: MAX_BODY,
      onError: (c) => refuse(c, 413, "body_too_large", "The body is too large"),
    }),
  );
  app.notFound((c) => refuse(c, 404, "not_found", "There is nothing at this address"));
  app.onError((error, c) => {
    log("error", "request_crashed", { path: c.req.path, cause: messageOf(error) });
    return refuse(c, 500, "internal_error", "Something went wrong in the sidecar");
  });
  return app;
}

export function createApp(parts: CommandParts & Pick<NodeEventsParts, "engine">): Hono {
  const app = base(parts.log);
  app.post("/api/command", postCommand(parts));
  app.get("/api/health", getHealth(parts.enroller, parts.engine));
  app.post("/api/challenge", postChallenge(parts.enroller, parts.keys, parts.engine));
  return app;
}

export function createEventsApp(parts: NodeEventsParts & Pick<CommandParts, "log">): Hono {
  const app = base(parts.log);
  app.post("/events", postNodeEvents(parts));
  return app;
}
