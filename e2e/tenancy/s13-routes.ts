// Every function with its routes: what a caller sends, who may call, and what that one is answered.
// A function or a route in the code that has no row here fails the test.
import { randomUUID } from "node:crypto";
import type { Send } from "../support/http.ts";
import { aCost, anEstimate, anEvent } from "../support/items.ts";
import { linkSigner, PERSON } from "../support/links.ts";
import type { Workspace, World } from "../support/world.ts";

export interface Route {
  readonly method: string;
  /** Below the function's name: "" or "/reserve". */
  readonly path: string;
  /** "public": the signature in the URL is the credential, whoever sends it. */
  readonly access: "webhook token" | "session or key" | "cron" | "public";
  readonly query?: (w: Workspace) => string;
  readonly body?: (w: Workspace) => Record<string, unknown>;
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
    { method: "GET", path: "/c/", access: "public", success: 302 },
    { method: "GET", path: "/o/", access: "public", success: 200 },
  ],
  audit: [{ method: "POST", path: "", access: "cron", body: () => ({}), success: 202 }],
};

/** The request of a route's rightful caller, without its credential. */
export async function requestOf(
  world: World,
  name: string,
  route: Route,
  workspace: Workspace,
): Promise<[string, Send]> {
  const kind = route.path === "/c/" ? "c" : "o";
  const signed = name === "track" ? await linkSigner(world.stack)(kind, workspace.id, randomUUID()) : "";
  const path = `/${name}${route.path}${signed}${route.query?.(workspace) ?? ""}`;
  return [
    path,
    { method: route.method, body: route.body?.(workspace), headers: name === "track" ? PERSON : {} },
  ];
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
    case "public":
      return {};
  }
}
