// A stack of a test file's own with sidecars, simulated n8n and the web page as its sources are now.
import { type OwnStack, ownStack } from "../../../cli/testing.ts";
import { type TestStack, testStack } from "../../../stack/testing.ts";
import { buildWeb } from "../../../stack/web-build.ts";
import { createWorld, type World } from "../../support/world.ts";

export interface WebStack extends OwnStack {
  readonly stack: TestStack;
  /** Workspaces of the test's own, callers, and supabase-js as anybody. */
  readonly world: World;
}

/** Call it at the top of a test file (`await`): the stack is gone after the file's last test. */
export async function createWebStack(): Promise<WebStack> {
  await buildWeb(); // throws with what vite said, rather than testing the page of yesterday
  const own = await ownStack("simulator");
  const stack = testStack(own.info);
  return { ...own, stack, world: createWorld(stack) };
}
