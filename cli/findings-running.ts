// The half of `genesis doctor` that looks at a running stack.
import { messageOf } from "../stack/errors.ts";
import { portIsFree } from "../stack/ports.ts";
import { isAlive } from "../stack/processes.ts";
import type { RunFile } from "../stack/run-file.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

export async function runningParts(run: RunFile | undefined, port: number): Promise<Finding[]> {
  if (!run) {
    if (await portIsFree(port))
      return [
        note("No stack runs in this home.", "`genesis up --detach` or `npm start`."),
        ok(`Port ${port} is free.`),
      ];
    return [
      problem(
        `Port ${port} is in use, and not by a stack of this home.`,
        `Stop that program, or start with --port ${port + 10}.`,
      ),
    ];
  }
  const living = Object.entries(run.children).filter(([, who]) => isAlive(who));
  if (!isAlive(run.supervisor)) {
    const left = living.map(([name]) => name).join(", ") || "nothing";
    return [
      problem(
        `The stack of this home was killed; it left running: ${left}.`,
        "`genesis up` mends that, `genesis down` cleans up.",
      ),
    ];
  }
  const dead = Object.entries(run.children)
    .filter(([, who]) => !isAlive(who))
    .map(([name]) => name);
  if (dead.length > 0)
    return [
      problem(
        `The stack runs, but ${dead.join(", ")} is away.`,
        `It is started again by itself; its log is in ${run.info?.home ?? "the home"}/logs.`,
      ),
    ];
  return [ok(`The stack runs (${run.state}) with ${living.map(([name]) => name).join(", ")}.`)];
}

export async function answers(run: RunFile | undefined): Promise<Finding[]> {
  if (!run?.info || !isAlive(run.supervisor)) return [];
  const { rest_url, publishable_key, issuer_url, sidecar_url, web_url } = run.info;
  const asked: Record<string, Promise<Response>> = {
    "The Data API": fetch(`${rest_url}/`, {
      headers: { apikey: publishable_key },
      signal: AbortSignal.timeout(5000),
    }),
    "The web page's server": fetch(`${web_url}/config.json`, { signal: AbortSignal.timeout(5000) }),
    "The issuer": fetch(`${issuer_url}/.well-known/jwks.json`, { signal: AbortSignal.timeout(5000) }),
    ...(sidecar_url
      ? { "The sidecar": fetch(`${sidecar_url}/api/health`, { signal: AbortSignal.timeout(5000) }) }
      : {}),
  };
  return Promise.all(
    Object.entries(asked).map(async ([name, answer]) => {
      try {
        const { status, body } = await answer;
        await body?.cancel();
        return status < 500
          ? ok(`${name} answers.`)
          : problem(`${name} answers ${status}.`, `See ${run.info?.home}/logs.`);
      } catch (error) {
        return problem(
          `${name} does not answer (${messageOf(error)}).`,
          "`genesis down`, then `genesis up`.",
        );
      }
    }),
  );
}
