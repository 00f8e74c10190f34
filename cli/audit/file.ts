// Reads an exported file and verifies every chain in it.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Chain, type Verdict, verifyChain } from "./chain.ts";
import {
  type Checkpoint,
  type End,
  type Entry,
  type Header,
  type Line,
  readCopies,
  readLine,
} from "./format.ts";
import type { CheckSignature } from "./keys.ts";

interface Known extends Chain {
  readonly entries: Entry[];
  readonly checkpoints: Checkpoint[];
  readonly copies: Checkpoint[];
}

/** The chains of a file, by workspace id, with copies of checkpoints that were kept elsewhere. */
export class Chains {
  readonly #chains = new Map<string, Known>();
  #header: Header | undefined;

  #of(workspaceId: string): Known {
    const known = this.#chains.get(workspaceId) ?? { entries: [], checkpoints: [], copies: [] };
    this.#chains.set(workspaceId, known);
    return known;
  }

  /** Throws for a header anywhere but in front: only one may say when the export was, and of what. */
  add(line: Exclude<Line, End>): void {
    if (line.type === "header") {
      if (this.#header) throw new Error("is a header, and not the first line");
      this.#header = line;
      if (line.chains !== "all") for (const id of line.chains) this.#of(id);
    } else if (!this.#header) throw new Error("is no header, and the first line");
    else if (line.type === "entry") this.#of(line.workspace_id).entries.push(line);
    else this.#of(line.workspace_id).checkpoints.push(line);
  }

  addCopy(copy: Checkpoint): void {
    this.#of(copy.workspace_id).copies.push(copy);
  }

  /** Of these chains alone, whatever copies there are of others; without `only` of all that anything is known of. */
  verify(check: CheckSignature, only?: readonly string[]): Verdict[] {
    const { chains: held, exported_at } = this.#header ?? { chains: "all", exported_at: "" };
    // Of a chain that the file does not claim to hold it can have nothing, however early the copy was signed.
    const heldUntil = (id: string): number =>
      held === "all" || held.includes(id) ? Date.parse(exported_at) : Number.NEGATIVE_INFINITY;
    return [...this.#chains]
      .filter(([id]) => only?.includes(id) ?? true)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, chain]) => verifyChain(id, chain, check, heldUntil(id)));
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

/**
 * Verifies an exported file, against copies of checkpoints kept elsewhere as well if a file of them is given; of the chains
 * `only`, if they are given. Throws for a file that cannot be read, or whose export was broken off.
 */
export async function verifyFile(
  path: string,
  check: CheckSignature,
  copies?: string,
  only?: readonly string[],
): Promise<Verdict[]> {
  const chains = new Chains();
  let lines = -1; // the header is not counted
  let end: End | undefined;
  await eachLine(path, (text) => {
    if (end) throw new Error("stands after the file's end");
    const line = readLine(text);
    if (line.type === "end") end = line;
    else {
      chains.add(line);
      lines++;
    }
  });
  if (end?.lines !== lines)
    throw new Error(
      end
        ? `${path} has ${lines} lines, and its last says ${end.lines}.`
        : `${path} has no last line of type end: the export was broken off, or its end cut off.`,
    );
  if (copies) await eachLine(copies, (text) => void readCopies(text).map((copy) => chains.addCopy(copy)));
  return chains.verify(check, only);
}
