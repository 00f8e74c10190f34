// One message: its step is run, and what came of it goes to the SQL function that moves the state.
import { DatabaseError, faultOf, PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import { TemplateError } from "../_shared/templates/mod.ts";
import { VaultError } from "../_shared/vault/mod.ts";
import type { Message, Ports } from "./ports.ts";
import { STEPS } from "./steps/mod.ts";

/** A message is one process's own for 60 s; this is the part of it that a step may use. */
const LIFE_MS = 50_000;

const OVERTAKEN = "overtaken";

export interface Note {
  workspace_id: string;
  run_id: string;
  trace_id: string;
  step: string;
  attempt: number;
  /** Overtaken: another process has gone on with the message, and this one has said nothing of it. */
  outcome: "done" | "again" | "retry" | "failed" | "overtaken";
  ms: number;
  code?: string;
}

interface Failure {
  code: string;
  message: string;
  detail: Record<string, unknown> | null;
  permanent: boolean;
}

/** What the trail may say of an error. What nobody foresaw may quote a secret: its name alone is told. */
function failureOf(error: unknown, step: string): Failure {
  if (error instanceof PermanentError || error instanceof RetryableError) {
    const { code, message, detail = null } = error;
    return { code, message, detail, permanent: error instanceof PermanentError };
  }
  if (error instanceof TemplateError) {
    return { code: error.code, message: error.message, detail: { about: error.about }, permanent: true };
  }
  if (error instanceof VaultError) {
    return { code: error.code, message: error.message, detail: null, permanent: true };
  }
  if (error instanceof DatabaseError) {
    const away = faultOf(error) === "away";
    const said = away ? "The database was away" : `The database refused (${error.code || error.status})`;
    return { code: "database", message: `${step}: ${said}`, detail: null, permanent: false };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { code: "unexpected", message: `${step}: unexpected ${name}`, detail: null, permanent: false };
}

/** Runs the message's step and reports. Throws only what the report itself met: the message then comes again. */
export async function runMessage(ports: Ports, message: Message, claimedAt: number): Promise<Note> {
  const { db, clock } = ports;
  const { workspace_id, run_id, trace_id, step, attempt } = message;
  const about = { workspace_id, run_id, trace_id, step, attempt };
  const noted = (outcome: Note["outcome"], code?: string): Note => ({
    ...about,
    outcome,
    ms: Math.round(clock.now() - claimedAt),
    code,
  });
  let result: Awaited<ReturnType<(typeof STEPS)[string]>>;
  try {
    const run = STEPS[step];
    if (!run) throw new PermanentError("step_unknown", `This version knows no step '${step}'`);
    result = await run({ ...ports, message, until: claimedAt + LIFE_MS });
  } catch (error) {
    const { code, message: said, detail, permanent } = failureOf(error, step);
    // A report would be taken for that of the process that holds the message now.
    if (code === OVERTAKEN) return noted("overtaken", code);
    await db.fail(message, said, detail === null ? { code } : { code, ...detail }, permanent);
    return noted(permanent ? "failed" : "retry", code);
  }
  if ("againInS" in result) {
    await db.poll(message, result.againInS);
    return noted("again");
  }
  await db.complete(message, result.done);
  return noted("done");
}
