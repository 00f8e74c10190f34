// Runs inside Deno: serves all Edge Functions of a folder from one process, each unchanged.
// A function calls Deno.serve(handler) when its index.ts is first imported; here that only registers the handler.
// Arguments: the functions' folder, a comma-separated list of their names. Prints {"port":N} when it listens.

type Handler = (request: Request, info: unknown) => Response | Promise<Response>;

const [folder, names] = Deno.args;
const known = new Set((names ?? "").split(",").filter(Boolean));
const realServe = Deno.serve;
const loaded = new Map<string, Promise<Handler>>();
let registered: Handler | undefined;
let importing: Promise<unknown> = Promise.resolve();

Object.defineProperty(Deno, "serve", {
  value: (...args: unknown[]) => {
    const last = args.at(-1) as Handler | { handler: Handler };
    registered = typeof last === "function" ? last : last.handler;
    const never = new Promise<void>(() => {});
    return {
      finished: never,
      shutdown: () => never,
      ref() {},
      unref() {},
      addr: { hostname: "0.0.0.0", port: 0 },
    };
  },
});

// Work that goes on after the answer, as on the platform.
Object.defineProperty(globalThis, "EdgeRuntime", {
  value: {
    waitUntil<T>(work: Promise<T>): Promise<T> {
      Promise.resolve(work).catch((error) => console.error("waitUntil:", error));
      return work;
    },
  },
});

/** Imports take turns: whoever is being imported is whose Deno.serve call comes. */
function load(name: string): Promise<Handler> {
  const found = loaded.get(name);
  if (found) return found;
  const load = importing.then(async () => {
    registered = undefined;
    await import(`file://${folder}/${name}/index.ts`);
    if (!registered) throw new Error(`${name}/index.ts did not call Deno.serve`);
    return registered;
  });
  importing = load.catch(() => {});
  loaded.set(name, load);
  return load;
}

const failure = (status: number, code: string, message: string): Response =>
  Response.json({ code, message }, { status });

async function answer(request: Request, info: unknown): Promise<Response> {
  const path = new URL(request.url).pathname;
  const slash = path.indexOf("/", 1);
  const name = slash < 0 ? path.slice(1) : path.slice(1, slash);
  if (!known.has(name)) return failure(404, "NOT_FOUND", "Requested function was not found");
  let handler: Handler;
  try {
    handler = await load(name);
  } catch (error) {
    console.error(`${name} failed to start:`, error);
    return failure(503, "BOOT_ERROR", "Function failed to start (please check logs)");
  }
  try {
    return await handler(request, info);
  } catch (error) {
    console.error(`${name} threw:`, error);
    return failure(500, "WORKER_ERROR", "Function exited due to an error (please check logs)");
  }
}

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error("unhandled rejection:", event.reason);
});

realServe(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }: { port: number }) => console.log(JSON.stringify({ port })),
  },
  answer,
);

// The supervisor holds the other end of stdin: when it dies, however it dies, this process ends too.
(async () => {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
})();
