// Reads an exported file and verifies every chain in it.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Verdict, verifyChain } from "./chain.ts";
import { type Checkpoint, type Entry, type Line, readCopies, readLine, signedAt } from "./format.ts";
import type { CheckSignature } from "./keys.ts";

interface Chain {
  readonly entries: Entry[];
  readonly checkpoints: Checkpoint[];
}

/** The chains of a file, by workspace id, with copies of checkpoints that were kept elsewhere. */
export class Chains {
  readonly #chains = new Map<string, Chain>();
  #complete = false;
  #exportedAt = Number.POSITIVE_INFINITY;

  #of(workspaceId: string): Chain {
    const known = this.#chains.get(workspaceId) ?? { entries: [], checkpoints: [] };
    this.#chains.set(workspaceId, known);
    return known;
  }

  add(line: Line): void {
    if (line.type === "entry") this.#of(line.workspace_id).entries.push(line);
    else if (line.type === "checkpoint") this.#of(line.workspace_id).checkpoints.push(line);
    else {
      this.#complete = line.chains === "all";
      this.#exportedAt = Date.parse(line.exported_at);
    }
  }

  /** Later than the export: about entries that it cannot have. Of another chain: nothing, unless all were exported. */
  addCopy(copy: Checkpoint): void {
    if (signedAt(copy) > this.#exportedAt) return;
    if (this.#complete || this.#chains.has(copy.workspace_id))
      this.#of(copy.workspace_id).checkpoints.push(copy);
  }

  verify(check: CheckSignature): Verdict[] {
    return [...this.#chains]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, chain]) => verifyChain(id, chain, check));
  }
}

/** Calls `take` with each line that is not empty; an error says which line it was. */
export async function eachLine(path: string, take: (text: string) => void): Promise<void> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path, "utf8") })) {
    number++;
    if (text.trim() === "") continue;
    try {
      take(text);
    } catch (error) {
      throw new Error(`${path}, line ${number} ${(error as Error).message}`);
    }
  }
}

/** Verifies an exported file, against copies of checkpoints kept elsewhere as well if a file of them is given. */
export async function verifyFile(path: string, check: CheckSignature, copies?: string): Promise<Verdict[]> {
  const chains = new Chains();
  await eachLine(path, (text) => chains.add(readLine(text)));
  if (copies) await eachLine(copies, (text) => void readCopies(text).map((copy) => chains.addCopy(copy)));
  return chains.verify(check);
}
