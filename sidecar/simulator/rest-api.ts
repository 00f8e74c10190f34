// /rest: the part of the editor's API that the sidecar uses, behind the owner's cookie.
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { SCOPES } from "../src/n8n/session.ts";
import type { Core } from "./core.ts";
import { isWebhook } from "./core.ts";
import { execute, triggerNamed } from "./execute.ts";
import { newId } from "./state.ts";

const LOGINS_A_MINUTE = 5;

export function restApi(core: Core): Hono {
  const { state } = core;
  const app = new Hono();
  let logins: number[] = [];

  app.post("/login", async (c) => {
    const { emailOrLdapLoginId, password } = await c.req.json();
    logins = logins.filter((at) => at > Date.now() - 60_000);
    if (logins.length >= LOGINS_A_MINUTE) return c.json({ message: "Too many requests" }, 429);
    if (state.owner?.email !== emailOrLdapLoginId || state.owner?.password !== password)
      return c.json({ code: 401, message: "Wrong username or password. Do you have caps lock on?" }, 401);
    logins.push(Date.now());
    const cookie = randomBytes(24).toString("base64url");
    state.cookies.push(cookie);
    core.save();
    c.header("set-cookie", `n8n-auth=${cookie}; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax`);
    return c.json({ data: { email: emailOrLdapLoginId } });
  });
  app.post("/owner/setup", async (c) => {
    const { email, password } = await c.req.json();
    if (state.owner) return c.json({ code: 400, message: "Instance owner already setup" }, 400);
    if (!/^(?=.*\d)(?=.*[A-Z]).{8,64}$/.test(password))
      return c.json({ code: 400, message: "Password must be 8 to 64 characters long." }, 400);
    state.owner = { email, password };
    core.save();
    return c.json({ data: { email } });
  });

  app.use(async (c, next) => {
    const cookie = /n8n-auth=([^;]+)/.exec(c.req.header("cookie") ?? "")?.[1];
    if (!cookie || !state.cookies.includes(cookie))
      return c.json({ status: "error", message: "Unauthorized" }, 401);
    await next();
    if (c.req.method !== "GET") core.save();
  });
  app.get("/instance-registry", (c) =>
    c.json({ data: { instances: [{ version: core.version, instanceType: "main", lastSeen: Date.now() }] } }),
  );
  app.get("/api-keys/scopes", (c) => c.json({ data: [...SCOPES, "user:list", "variable:list"] }));
  app.get("/api-keys", (c) =>
    c.json({ data: { items: state.apiKeys.map(({ id, label, scopes }) => ({ id, label, scopes })) } }),
  );
  app.post("/api-keys", async (c) => {
    const { label, scopes } = await c.req.json();
    const key = { id: newId(), label, key: randomBytes(24).toString("base64url"), scopes };
    state.apiKeys.push(key);
    return c.json({ data: { id: key.id, label, rawApiKey: key.key, expiresAt: null } });
  });
  app.delete("/api-keys/:id", (c) => {
    state.apiKeys = state.apiKeys.filter((key) => key.id !== c.req.param("id"));
    return c.json({ data: { success: true } });
  });
  app.get("/workflows/:id/publication-status", (c) => {
    const w = state.workflows.find((each) => each.id === c.req.param("id"));
    const code = 404;
    if (!w) return c.json({ code, message: `Workflow with ID "${c.req.param("id")}" does not exist` }, code);
    if (core.publication === "at_once")
      return c.json({ code, message: "Workflow publication status is not available" }, code);
    const status = w.publication;
    const triggers = w.triggerErrors.map((errorMessage) => ({ nodeId: "", status: "failed", errorMessage }));
    return c.json({ data: { status, liveVersionId: null, pendingVersionId: null, triggers } });
  });
  app.post("/workflows/:id/run", async (c) => {
    const w = state.workflows.find((each) => each.id === c.req.param("id"));
    if (!w) return c.json({ code: 404, message: "not found" }, 404);
    const { triggerToStartFrom } = await c.req.json();
    const trigger = triggerToStartFrom && triggerNamed(w, triggerToStartFrom.name);
    if (!trigger)
      return c.json({ code: 400, message: "To run the workflow manually, specify a trigger." }, 400);
    if (isWebhook(trigger.type) && w.pinData[trigger.name] === undefined)
      return c.json({ data: { waitingForWebhook: true } });
    return c.json({ data: { executionId: execute(core, w, trigger.name, "manual").id } });
  });
  return app;
}
