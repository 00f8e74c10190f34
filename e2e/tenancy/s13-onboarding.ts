// The wizard's routes: what an admin sends, and what he is answered in a workspace where nothing was entered yet.
import { randomUUID } from "node:crypto";
import type { Workspace } from "../support/world.ts";
import type { Route } from "./s13-routes.ts";

const get = (path: string, success: number, more = () => ""): Route => ({
  method: "GET",
  path,
  access: "session",
  query: (w: Workspace) => `?workspace_id=${w.id}${more()}`,
  success,
});
const post = (path: string, item: Record<string, unknown>, success: Route["success"]): Route => ({
  method: "POST",
  path,
  access: "session",
  body: (w) => ({ workspace_id: w.id, ...item }),
  success,
});

const ACCOUNT = { host: "127.0.0.1", port: 1, user: "u", password: "p", secure: false };
const DOMAIN = { domain: "acme.test" };

export const ONBOARDING_ROUTES: readonly Route[] = [
  get("/progress", 200),
  post("/progress", { stage: "dns", status: "skipped" }, 200),
  // Before the stages that they follow: told so, and to an admin alone.
  post("/tracking/setup", { tracking_domain: "track.acme.test" }, 422),
  post("/tracking/verify", {}, 422),
  post("/apify", {}, 422),
  post("/brand", { company_name: "Acme", sender_name: "Ada", postal_address: "1 Main Street" }, 200),
  post("/brand/auto-scrape", { url: "http://127.0.0.1/" }, 200),
  post(
    "/email-provider",
    {
      provider: "smtp",
      sender_email: "me@acme.test",
      daily_cap: 50,
      window_start: "09:00",
      window_end: "17:00",
    },
    200,
  ),
  // Nobody has given this stack an account at Google or Entri.
  get("/google/start", 501),
  // The signed state is the credential: without one there is nothing to finish.
  { method: "GET", path: "/google/callback", access: "public", success: 401 },
  post("/google/finish", { code: "c", state: "s" }, 501),
  post("/dns/entri/session", DOMAIN, 501),
  get("/credentials", 200),
  post("/credentials", { type: "smtp", name: "SMTP", secret: ACCOUNT }, 200),
  { ...get("/credentials", 404, () => `&id=${randomUUID()}`), method: "DELETE" },
  post("/validate-credential", { type: "smtp", secret: ACCOUNT }, 200),
  post("/validate-calendly", { links: ["https://acme.test/intro"] }, 200),
  get("/infrastructure", 200),
  post("/infrastructure", { mode: "local" }, 200),
  post("/dns/generate", DOMAIN, 200),
  post("/dns/verify", DOMAIN, null),
  post("/dns/entri/verify", DOMAIN, null),
  get("/relevance-tool-download", 200),
  get("/webhook-token", 200),
  post("/webhook-token", {}, 200),
];
