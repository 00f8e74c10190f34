// Deno.resolveDns behind the port. Deno (2.1) throws the same NotFound for a name that does not exist, one without that
// type, and a name server that fails (SERVFAIL, REFUSED). So its zone is asked for besides: a zone that is served has
// an SOA record at its organisational domain. What fails below a zone that is served counts as not there; DNS over
// HTTPS tells those apart.
import { canonical, organisationalDomain } from "./names.ts";
import type { AnswerType, Lookup, Resolver } from "./types.ts";

/** Deno.resolveDns, as far as it is used. */
export type ResolveDns = (
  name: string,
  type: AnswerType | "SOA",
  options: { nameServer?: { ipAddr: string; port?: number }; signal: AbortSignal },
) => Promise<unknown[]>;

export interface DenoResolverSettings {
  resolveDns: ResolveDns;
  /** Milliseconds for one question. */
  timeoutMs?: number;
  /** A name server of one's own instead of the system's. */
  nameServer?: { ipAddr: string; port?: number };
}

export function createDenoResolver({
  resolveDns,
  timeoutMs = 5_000,
  nameServer,
}: DenoResolverSettings): Resolver {
  const zones = new Map<string, Promise<boolean>>();
  const ask = (name: string, type: AnswerType | "SOA") =>
    // The dot at the end keeps the system's search domains out.
    resolveDns(`${canonical(name)}.`, type, {
      ...(nameServer && { nameServer }),
      signal: AbortSignal.timeout(timeoutMs),
    });

  function isServed(zone: string): Promise<boolean> {
    const known = zones.get(zone);
    if (known) return known;
    const served = ask(zone, "SOA").then(
      (answers) => answers.length > 0,
      () => false,
    );
    zones.set(zone, served);
    return served;
  }

  async function nothing<T extends AnswerType>(name: string): Promise<Lookup<T>> {
    if (await isServed(organisationalDomain(name))) return { kind: "nodata" };
    return { kind: "failed", reason: "it is not registered, or its name servers fail" };
  }

  return {
    async resolve<T extends AnswerType>(name: string, type: T): Promise<Lookup<T>> {
      try {
        const answers = await ask(name, type);
        return answers.length > 0 ? ({ kind: "answers", answers } as Lookup<T>) : await nothing(name);
      } catch (error) {
        const kind = error instanceof Error ? error.name : "";
        if (kind === "NotFound") return nothing(name);
        return {
          kind: "failed",
          reason: kind === "TimeoutError" ? "time-out" : "the resolver cannot be reached",
        };
      }
    },
  };
}
