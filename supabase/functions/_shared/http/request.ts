// What a request says about itself.
import { HttpError } from "../errors/mod.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The path below the function's name, "" or "/reserve", wherever the platform mounted it. */
export function subPath(req: Request, name: string): string {
  const start = req.url.indexOf("/", req.url.indexOf("://") + 3);
  const end = req.url.slice(start).search(/[?#]/);
  const path = start < 0 ? "" : end < 0 ? req.url.slice(start) : req.url.slice(start, start + end);
  const at = `${path}/`.indexOf(`/${name}/`);
  return at < 0 ? "" : path.slice(at + name.length + 1).replace(/\/+$/, "");
}

/** 405 with Allow unless the method is one of `allowed`. */
export function requireMethod(req: Request, ...allowed: string[]): void {
  if (!allowed.includes(req.method)) {
    throw new HttpError("method_not_allowed", { headers: { allow: allowed.join(", ") } });
  }
}

/** The workspace that a body or a query names, in lower case; 400 when it names none. */
export function requireWorkspaceId(value: unknown): string {
  if (value === undefined || value === null || value === "") throw new HttpError("workspace_id_required");
  const id = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (UUID.test(id)) return id;
  throw new HttpError("invalid_field", { fields: [{ path: "workspace_id", message: "must be a UUID" }] });
}

/**
 * The caller's network address, for rate limits. The gateway in front of the functions writes x-forwarded-for, and
 * what it takes for the client comes first. `hops`, when set (TRUSTED_PROXY_HOPS), counts from the right instead:
 * for a proxy that appends to what the client sent. "" when unknown: such callers share one bucket.
 */
export function clientAddress(req: Request, hops?: number): string {
  const entries = (req.headers.get("x-forwarded-for") ?? "").split(",");
  const entry = (hops === undefined ? entries[0] : entries.at(-hops)) ?? "";
  const address = entry.trim().toLowerCase();
  // An address and nothing else: the text becomes a key in the database.
  return /^[0-9a-f.:]{2,45}$/.test(address) ? address : "";
}
