// Run by deno.test.ts in Deno itself: the real adapter, against servers of the test on 127.0.0.1. Prints JSON.

import { denoNetwork } from "../deno.ts";
import type { SafeFetchError } from "../errors.ts";
import { createSafeFetch } from "../safe-fetch.ts";

const [securePort, dnsPort] = Deno.args.map(Number);
const ask = Deno.resolveDns;
const nameServer = { ipAddr: "127.0.0.1", port: dnsPort };
Deno.resolveDns = ((name: string, type: "A") => ask(name, type, { nameServer })) as typeof ask;

const NAMES = [
  "both.example",
  "old.example",
  "nobody.example",
  "broken.example",
  "half.example",
  "chain.example",
];
const resolved: Record<string, unknown> = {};
for (const name of NAMES) {
  resolved[name] = await denoNetwork.resolve(name).catch(() => "failed");
}

const origins = ["acme.example", "other.example"].map((name) => `https://${name}:${securePort}`);
const connect = denoNetwork.connect;
const resolve = () => Promise.resolve(["127.0.0.1"]);
const safeFetch = createSafeFetch({ resolve, connect, trustedOrigins: origins });
const fetched: unknown[] = [];
for (const url of [...origins.map((origin) => `${origin}/`), `${origins[0]}/bomb`, `${origins[0]}/slow`]) {
  const began = performance.now();
  const outcome = await safeFetch(url, { timeoutMs: 1_000 }).then(
    ({ bytes }) => new TextDecoder().decode(bytes),
    (error: SafeFetchError) => error.reason,
  );
  fetched.push(performance.now() - began < 3_000 ? outcome : "slow");
}
const refused = await safeFetch("http://127.0.0.1/").catch((error: SafeFetchError) => error.reason);
console.log(JSON.stringify({ resolved, fetched, refused }));
