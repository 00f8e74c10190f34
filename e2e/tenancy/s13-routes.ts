// Every function with its routes: what a caller sends, who may call, and what that one is answered.
// A function or a route in the code that has no row here fails the test.
import { randomUUID } from "node:crypto";
import type { Send } from "../support/http.ts";
import { aCost, anEstimate, anEvent } from "../support/items.ts";
import { linkSigner, PERSON } from "../support/links.ts";
import { ENROLMENT, enrolmentToken, signatureOf } from "../support/sidecar.ts";
import type { Workspace, World } from "../support/world.ts";

export interface Route {
  readonly method: string;
  /** Below the function's name: "" or "/reserve". */
  readonly path: string;
  /** "public": the signature in the URL is the credential, whoever sends it. */
  readonly access: "webhook token" | "session or key" | "cron" | "sidecar" | "enrolment token" | "public";
  /** What its last part, the signed one, is a link to: a click, an open, unsubscribing. */
  readonly link?: "c" | "o" | "unsubscribe";
  readonly query?: (w: Workspace) => string;
  readonly body?: (w: Workspace) => Record<string, unknown>;
  /** What only the rightful caller has in its body. */
  readonly own?: (world: World, w: Workspace) => Promise<Record<string, unknown>>;
  /** What the rightful caller is answered. */
  readonly success: number;
}

const posted = (item: () => Record<string, unknown>) => (w: Workspace) => ({ workspace_id: w.id, ...item() });

export const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  events: [{ method: "POST", path: "", access: "webhook token", body: posted(anEvent), success: 200 }],
  "cost-events": [
    { method: "POST", path: "", access: "webhook token", body: posted(aCost), success: 200 },
    { method: "POST", path: "/reserve", access: "webhook token", body: posted(anEstimate), success: 200 },
    {
      method: "GET",
      path: "",
      access: "session or key",
      query: (w) => `?workspace_id=${w.id}`,
      success: 200,
    },
  ],
  leads: [
    {
      method: "POST",
      path: "",
      access: "webhook token",
      body: (w) => ({ workspace_id: w.id, action: "lookup", email: "nobody@prospects.test" }),
      success: 200,
    },
  ],
  track: [
    { method: "GET", path: "/c/", access: "public", link: "c", success: 302 },
    { method: "GET", path: "/o/", access: "public", link: "o", success: 200 },
  ],
  "send-permit": [
    {
      method: "POST",
      path: "",
      access: "webhook token",
      body: (w) => ({
        workspace_id: w.id,
        campaign_id: w.id,
        step: 1,
        mailbox: "me@acme.test",
        leads: [{ email: "nobody@prospects.test" }],
      }),
      success: 404, // no such campaign: told only to a caller whose token was proven
    },
  ],
  unsubscribe: [{ method: "GET", path: "/", access: "public", link: "unsubscribe", success: 200 }],
  fleet: [
    {
      method: "POST",
      path: "/enrol",
      access: "enrolment token",
      body: (w) => ({ workspace_id: w.id, token: "0".repeat(43), ...ENROLMENT }),
      own: async (world, w) => ({ token: await enrolmentToken(world, w.id) }),
      success: 200,
    },
    {
      method: "POST",
      path: "/heartbeat",
      access: "sidecar",
      body: (w) => ({ workspace_id: w.id, n8n_up: true }),
      success: 200,
    },
  ],
  "execution-events": [
    {
      method: "POST",
      path: "",
      access: "sidecar",
      body: (w) => ({
        workspace_id: w.id,
        events: [{ execution_id: "1", seq: 1, event_type: "node_start" }],
      }),
      success: 200,
    },
  ],
  audit: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  "ignition-step": [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  commands: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
};

/** The request of a route's rightful caller, without its credential. */
export async function requestOf(
  world: World,
  name: string,
  route: Route,
  workspace: Workspace,
): Promise<[string, Send]> {
  const lead = randomUUID();
  const signed = route.link ? await linkSigner(world.stack)(route.link, workspace.id, lead) : "";
  const path = `/${name}${route.path}${signed}${route.query?.(workspace) ?? ""}`;
  return [path, { method: route.method, body: route.body?.(workspace), headers: route.link ? PERSON : {} }];
}

export async function credentialOf(
  world: World,
  route: Route,
  workspace: Workspace,
): Promise<Record<string, string>> {
  switch (route.access) {
    case "webhook token":
      return { "x-webhook-token": workspace.token };
    case "session or key":
      return { authorization: `Bearer ${await world.stack.sessionToken(workspace.owner)}` };
    case "cron":
      return { "x-cron-secret": world.stack.secrets.settings.CRON_SECRET ?? "" };
    case "sidecar":
      return { "x-genesis-signature": await signatureOf(world, workspace.id, route.body?.(workspace) ?? {}) };
    case "enrolment token":
    case "public":
      return {};
  }
}
