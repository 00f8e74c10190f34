// The browser of a test file: what its pages said wrong fails the test, and it is gone after the last one.
import { afterAll, afterEach, expect } from "vitest";
import type { StackInfo } from "../../../stack/run-file.ts";
import { type Browsing, launchBrowser } from "./launch-browser.ts";

/** Call it at the top of a test file (`await`), after the stack's. */
export async function openBrowser(info: Pick<StackInfo, "web_url">): Promise<Browsing> {
  const browser = await launchBrowser(info);
  afterEach(() => expect(browser.unexpected(), "the pages' consoles and requests").toEqual([]));
  afterAll(() => browser.close());
  return browser;
}
