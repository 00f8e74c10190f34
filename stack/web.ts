// Serves the built web page on a port of its own, with the headers that a production host should send (docs/deploy.md).
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { ROOT } from "./paths.ts";
import type { StackInfo } from "./run-file.ts";

export const WEB_DIR = join(ROOT, "web");
export const WEB_DIST = join(WEB_DIR, "dist");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};
/** Vite puts a hash of the content into the names of what lies here. */
const HASHED = "/assets/";
const A_YEAR_S = 31_536_000;

/** What the page reads first: where its project is, and who signs its people in. */
export const pageConfig = ({ api_url, publishable_key, issuer_url }: StackInfo) => ({
  supabase_url: api_url,
  publishable_key,
  auth: { kind: "local", issuer_url },
});

/** Nothing but the page's own files, the project and the issuer; a workspace's logo may come from anywhere. */
export function policy(connect: readonly string[]): string {
  const rules = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' https: data:",
    "connect-src": ["'self'", ...connect].join(" "),
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** The file that a path names, undefined for none. Never one outside of `dist`, never a hidden one. */
export function fileFor(dist: string, path: string): string | undefined {
  let plain: string;
  try {
    plain = normalize(decodeURIComponent(path));
  } catch {
    return undefined; // no valid escape: there is no such file
  }
  if (plain.includes("\0") || plain.split("/").some((part) => part.startsWith("."))) return undefined;
  const file = join(dist, plain);
  return file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

const notThere = (title: string, more: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Genesis</title><h1>${title}</h1><p>${more}</p></html>`;

export interface WebParts {
  readonly info: StackInfo;
  readonly dist?: string;
  /** Is the page being built right now? */
  readonly building: () => boolean;
}

export function createWebServer({ info, dist = WEB_DIST, building }: WebParts): Server {
  const security = {
    "content-security-policy": policy([info.api_url, info.issuer_url]),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  };
  const noStore = { "cache-control": "no-store" };

  function say(res: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
    res.writeHead(status, { ...security, ...noStore, ...headers });
    res.end(body);
  }
  const html = { "content-type": TYPES[".html"] as string };

  function noPage(res: ServerResponse): void {
    if (building()) {
      const text = notThere("The page is being built", "It comes by itself, in some seconds.");
      return say(res, 503, text, { ...html, refresh: "2", "retry-after": "2" });
    }
    say(res, 503, notThere("There is no page", "It was not built: the stack's own log says why."), html);
  }

  function file(req: IncomingMessage, res: ServerResponse, name: string, cache: string): void {
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    res.writeHead(200, {
      ...security,
      "content-type": type,
      "cache-control": cache,
      "content-length": statSync(name).size,
    });
    if (req.method === "HEAD") return void res.end();
    createReadStream(name)
      .on("error", () => res.destroy())
      .pipe(res);
  }

  return createServer((req, res) => {
    const path = (req.url ?? "/").split(/[?#]/)[0] as string;
    if (req.method !== "GET" && req.method !== "HEAD") return say(res, 405, "", { allow: "GET, HEAD" });
    if (path === "/config.json") {
      return say(res, 200, JSON.stringify(pageConfig(info)), { "content-type": TYPES[".json"] as string });
    }
    const found = fileFor(dist, path);
    if (found && path !== "/index.html") {
      return file(
        req,
        res,
        found,
        path.startsWith(HASHED) ? `public, max-age=${A_YEAR_S}, immutable` : "no-cache",
      );
    }
    // The page's own addresses have no file; what looks like a file and is none is missing.
    if (path.startsWith(HASHED) || (extname(path) !== "" && path !== "/index.html"))
      return say(res, 404, "", {});
    const index = fileFor(dist, "/index.html");
    return index ? file(req, res, index, "no-store") : noPage(res);
  });
}
