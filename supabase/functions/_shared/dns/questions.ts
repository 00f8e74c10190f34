// One verification's questions: each is asked once, and a domain that leads on and on is not followed for ever.
import { canonical } from "./names.ts";
import type { Answer, AnswerType, Lookup, Resolver } from "./types.ts";

/** A healthy domain needs about 25; a record that includes whatever it can stays below this. */
const MAX_QUESTIONS = 150;
/**
 * Milliseconds after which nothing more is asked: a function has 150 s for its answer, a person waits for it, and name
 * servers that hang are asked again for each name.
 */
const MAX_MS = 20_000;
/** Resolvers give up after 8 to 16 aliases; a chain of more is broken for somebody. */
const MAX_ALIASES = 8;

/** Where a chain of aliases leads: `names` begins with the name itself. */
export interface Aliases {
  names: string[];
  end: "found" | "nxdomain" | "loop" | "long" | "several" | "failed";
}

export interface Texts {
  kind: Lookup<"TXT">["kind"];
  /** Each record's strings joined without a space (RFC 7208, 3.3; RFC 6376, 3.6.2.2). */
  records: string[];
  reason?: string;
}

export interface Questions {
  ask<T extends AnswerType>(name: string, type: T): Promise<Lookup<T>>;
  texts(name: string): Promise<Texts>;
  aliases(name: string): Promise<Aliases>;
  /** null: nothing can be said. */
  hasAddress(name: string): Promise<boolean | null>;
}

export function createQuestions(resolver: Resolver, now: () => number = Date.now): Questions {
  const started = now();
  const asked = new Map<string, Promise<Lookup<AnswerType>>>();

  function ask<T extends AnswerType>(name: string, type: T): Promise<Lookup<T>> {
    const key = `${type} ${canonical(name)}`;
    let answer = asked.get(key);
    if (!answer) {
      const refusal =
        asked.size >= MAX_QUESTIONS
          ? `more than ${MAX_QUESTIONS} questions`
          : now() - started > MAX_MS
            ? "time-out"
            : undefined;
      answer = refusal
        ? Promise.resolve({ kind: "failed", reason: refusal })
        : resolver.resolve<AnswerType>(canonical(name), type);
      asked.set(key, answer);
    }
    return answer as Promise<Lookup<T>>;
  }

  return {
    ask,
    async texts(name) {
      const lookup = await ask(name, "TXT");
      if (lookup.kind === "failed") return { kind: "failed", records: [], reason: lookup.reason };
      const records = lookup.kind === "answers" ? lookup.answers.map((strings) => strings.join("")) : [];
      return { kind: lookup.kind, records };
    },
    async aliases(name) {
      const names = [canonical(name)];
      for (;;) {
        const lookup = await ask(names.at(-1) as string, "CNAME");
        if (lookup.kind === "nodata") return { names, end: "found" };
        if (lookup.kind !== "answers") return { names, end: lookup.kind };
        const targets = [...new Set(lookup.answers.map(canonical))];
        const next = targets[0] as Answer["CNAME"];
        const seen = names.includes(next);
        names.push(next);
        if (targets.length > 1) return { names, end: "several" };
        if (seen) return { names, end: "loop" };
        if (names.length > MAX_ALIASES) return { names, end: "long" };
      }
    },
    async hasAddress(name) {
      const kinds = [(await ask(name, "A")).kind];
      if (kinds[0] !== "answers") kinds.push((await ask(name, "AAAA")).kind);
      return kinds.includes("answers") || (kinds.includes("failed") ? null : false);
    },
  };
}
