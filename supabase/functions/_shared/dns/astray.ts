// The commonest slip: many DNS providers append the domain to what is entered, so that the full name becomes one of
// twice the domain.
import type { Questions } from "./questions.ts";

/** What to do about a record that landed at `host`.`domain`; null when nothing is there. */
export async function astray(host: string, domain: string, ask: Questions): Promise<string | null> {
  const doubled = `${host}.${domain}`;
  const there = [await ask.ask(doubled, "TXT"), await ask.ask(doubled, "CNAME")];
  if (!there.some((lookup) => lookup.kind === "answers")) return null;
  const label = host.slice(0, -domain.length - 1);
  return `There is one at ${doubled}: your DNS provider appends the domain. Enter the host as ${label} instead.`;
}
