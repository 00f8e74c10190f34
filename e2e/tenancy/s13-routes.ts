// Every function with its routes: what a caller sends, who may call, and what that one is answered.
// A function or a route in the code that has no row here fails the test.
import { randomUUID } from "node:crypto";
import { clerkEvent, signedByClerk } from "../support/clerk.ts";
import type { Send } from "../support/http.ts";
import { aCost, anEstimate, anEvent } from "../support/items.ts";
import { linkSigner, PERSON } from "../support/links.ts";
import { ENROLMENT, enrolmentToken, signatureOf } from "../support/sidecar.ts";
import type { Workspace, World } from "../support/world.ts";
import { ONBOARDING_ROUTES } from "./s13-onboarding.ts";

export interface Route {
  readonly method: string;
  /** Below the function's name: "" or "/reserve". */
  readonly path: string;
  /** "public": the signature in the URL is the credential, whoever sends it. */
  readonly access:
    | "webhook token"
    | "session or key"
    | "session"
    | "cron"
    | "monitor"
    | "operator"
    | "sidecar"
    | "enrolment token"
    | "clerk"
    | "public";
  /** What its last part, the signed one, is a link to: a click, an open, unsubscribing. */
  readonly link?: "c" | "o" | "unsubscribe";
  readonly query?: (w: Workspace) => string;
  readonly body?: (w: Workspace) => Record<string, unknown>;
  /** What only the rightful caller has in its body. */
  readonly own?: (world: World, w: Workspace) => Promise<Record<string, unknown>>;
  /** What the rightful caller is answered; null where his call would ask the internet: its handler's test stands in for that. */
  readonly success: number | null;
}

const posted = (item: () => Record<string, unknown>) => (w: Workspace) => ({ workspace_id: w.id, ...item() });
const inQuery = (w: Workspace) => `?workspace_id=${w.id}`;

const ofNobody = (more: Record<string, unknown>) => ({ workspace_id: randomUUID(), ...more });
const ofNobodyInQuery = () => `?workspace_id=${randomUUID()}`;

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
  // A browser is led on to the web page, which asks before it changes anything.
  unsubscribe: [{ method: "GET", path: "/", access: "public", link: "unsubscribe", success: 302 }],
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
  "clerk-webhook": [
    {
      method: "POST",
      path: "",
      access: "clerk",
      body: (w) => clerkEvent("session.created", { id: `sess_${w.id}`, user_id: w.owner }),
      success: 200,
    },
  ],
  audit: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  "ignition-step": [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  commands: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  alarms: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
  launch: [
    { method: "GET", path: "/plan", access: "session", query: inQuery, success: 200 },
    { method: "GET", path: "/status", access: "session", query: inQuery, success: 200 },
    // Nothing was entered, and nothing runs: told to an owner alone.
    { method: "POST", path: "", access: "session", body: posted(() => ({})), success: 422 },
    { method: "POST", path: "/retry", access: "session", body: posted(() => ({})), success: 409 },
    { method: "POST", path: "/cancel", access: "session", body: posted(() => ({})), success: 409 },
  ],
  onboarding: ONBOARDING_ROUTES,
  // Everybody gets the one word; the reasons are tested with its handler.
  health: [{ method: "GET", path: "", access: "public", success: 200 }],
  metrics: [{ method: "GET", path: "", access: "monitor", success: 200 }],
  // That there is no such workspace is told only to an operator; the one of the table must not be frozen.
  "freeze-workspace": [
    { method: "POST", path: "", access: "operator", body: () => ofNobody({ reason: "S13" }), success: 404 },
    { method: "GET", path: "", access: "operator", query: ofNobodyInQuery, success: 404 },
    { method: "DELETE", path: "", access: "operator", query: ofNobodyInQuery, success: 404 },
    {
      method: "POST",
      path: "/reactivate",
      access: "operator",
      body: () => ofNobody({ reactivate: true }),
      success: 404,
    },
  ],
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
    case "session":
    case "session or key":
      return { authorization: `Bearer ${await world.stack.sessionToken(workspace.owner)}` };
    case "cron":
      return { "x-cron-secret": world.stack.secrets.settings.CRON_SECRET ?? "" };
    case "operator":
      return { authorization: `Bearer ${await world.stack.sessionToken("user_root")}` };
    case "monitor":
      return { "x-metrics-token": world.stack.secrets.settings.METRICS_TOKEN ?? "" };
    case "sidecar":
      return { "x-genesis-signature": await signatureOf(world, workspace.id, route.body?.(workspace) ?? {}) };
    case "clerk":
      return signedByClerk(world.stack, JSON.stringify(route.body?.(workspace)));
    case "enrolment token":
    case "public":
      return {};
  }
}
