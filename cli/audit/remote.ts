// What `genesis audit` asks of a project.
import { type Project, workspaceOf } from "../project.ts";
import { type Checkpoint, type Entry, NO_CHAIN } from "./format.ts";

export interface Page {
  readonly lines: (Entry | Checkpoint)[];
  readonly next_after_seq: number | null;
}

/** The chain of a workspace's slug; "none" is the chain of acts without a workspace. */
export const chainOf = async (project: Project, slug: string): Promise<string> =>
  slug === "none" ? NO_CHAIN : workspaceOf(project, slug);

/** The ids of all chains. */
export async function chainIds(project: Project): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await project.api.rpc<{ workspace_id: string }[]>("admin_audit_chains", {
      p_after: ids.at(-1) ?? null,
    });
    if (page.length === 0) return ids;
    ids.push(...page.map((chain) => chain.workspace_id));
  }
}

/** Every page of a chain's export, one after the other. */
export async function* pages(project: Project, workspaceId: string): AsyncGenerator<Page["lines"]> {
  for (let after: number | null = 0; after !== null; ) {
    const page: Page = await project.api.rpc<Page>("admin_audit_export", {
      p_workspace_id: workspaceId,
      p_after_seq: after,
    });
    yield page.lines;
    after = page.next_after_seq;
  }
}
