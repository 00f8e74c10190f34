// The functions of templates/code as a Code node takes them: the tests import the very same files.
import { readFileSync } from "node:fs";

/** Text of a file of templates/code, without what makes it a module. */
export const source = (name: string): string =>
  readFileSync(new URL(`../code/${name}.js`, import.meta.url), "utf8").replaceAll(/^export /gm, "");

export const S = "const s = $('Settings').first().json;";
