// Reads an exported file and verifies every chain in it.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Verdict, verifyChain } from "./chain.ts";
import { type Checkpoint, type Entry, type Header, type Line, readCopies, readLine } from "./format.ts";
import type { CheckSignature } from "./keys.ts";

interface Chain {
  readonly entries: Entry[];
  readonly checkpoints: Checkpoint[];
}

/** The chains of a file, by workspace id, with copies of checkpoints that were kept elsewhere. */
export class Chains {
  readonly #chains = new Map<string, Chain>();
  #header: Header | undefined;

  #of(workspaceId: string): Chain {
    const known = this.#chains.get(workspaceId) ?? { entries: [], checkpoints: [] };
    this.#chains.set(workspaceId, known);
    return known;
  }

  /** Throws for a header anywhere but in front: only one may say when the export was. */
  add(line: Line): void {
    if (line.type === "header") {
      if (this.#header || this.#chains.size > 0) throw new Error("is a header, and not the first line");
      this.#header = line;
    } else if (line.type === "entry") this.#of(line.workspace_id).entries.push(line);
    else this.#of(line.workspace_id).checkpoints.push(line);
  }

  /** Of another chain: nothing, unless all were exported. */
  addCopy(copy: Checkpoint): void {
    if (this.#header?.chains === "all" || this.#chains.has(copy.workspace_id))
      this.#of(copy.workspace_id).checkpoints.push(copy);
  }

  verify(check: CheckSignature): Verdict[] {
    const exportedAt = this.#header ? Date.parse(this.#header.exported_at) : undefined;
    return [...this.#chains]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, chain]) => verifyChain(id, chain, check, exportedAt));
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
