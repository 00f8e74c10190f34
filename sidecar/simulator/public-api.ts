// /api/v1: the part of n8n's public API that the sidecar uses, with its scopes.

import type { Core } from "./core.ts";
import { credentialRoutes } from "./public-credentials.ts";
import { executionRoutes } from "./public-executions.ts";
import { workflowRoutes } from "./public-workflows.ts";

export interface Asked {
  readonly id: string;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are checked where n8n checks them
  readonly body: any;
}

export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly scope: string;
  readonly run: (asked: Asked) => unknown;
}

export const publicRoutes = (core: Core): Route[] => [
  ...workflowRoutes(core),
  ...credentialRoutes(core),
  ...executionRoutes(core),
];

/** Enough of the OpenAPI document to see which operations there are. */
export function openapi(routes: readonly Route[]): string {
  const lines = ["openapi: 3.0.0", "info:", "  title: n8n Public API", "  version: 1.1.1", "paths:"];
  for (const path of new Set(routes.map((r) => r.path))) {
    lines.push(`  ${path}:`);
    for (const route of routes.filter((r) => r.path === path)) lines.push(`    ${route.method}:`);
  }
  return `${lines.join("\n")}\n`;
}

const MAX_PAGE = 250;

/** n8n's pages: newest first, an opaque cursor, 100 unless asked for, 250 at most. */
export function page<T>(all: readonly T[], query: URLSearchParams): { data: T[]; nextCursor: string | null } {
  const cursor = query.get("cursor");
  const at = cursor
    ? (JSON.parse(Buffer.from(cursor, "base64").toString()) as { offset: number; limit: number })
    : { offset: 0, limit: Math.min(Number(query.get("limit") ?? 100), MAX_PAGE) };
  const end = at.offset + at.limit;
  const next = Buffer.from(JSON.stringify({ offset: end, limit: at.limit })).toString("base64");
  return { data: all.slice(at.offset, end), nextCursor: end < all.length ? next : null };
}
