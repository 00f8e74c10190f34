import { parseArgs } from "node:util";
import { StackError } from "../stack/errors.ts";
import { DEFAULT_PORT, type Home, homeAt } from "../stack/paths.ts";
import { EXIT } from "./exit-codes.ts";

export interface Options {
  readonly home: Home;
  readonly port: number;
  readonly json: boolean;
  /** Further options, as the command declared them. */
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly args: readonly string[];
}

export type Declared = Readonly<Record<string, { type: "string" | "boolean"; short?: string }>>;

const COMMON = {
  home: { type: "string" },
  port: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads a command's arguments; StackError (wrong usage) for what it does not know. */
export function readOptions(
  argv: readonly string[],
  declared: Declared,
): Options & { readonly help: boolean } {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...argv], options: { ...COMMON, ...declared }, allowPositionals: true });
  } catch (error) {
    throw new StackError((error as Error).message, "--help shows what there is.", EXIT.usage);
  }
  const values = parsed.values as Record<string, string | boolean | undefined>;
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
    throw new StackError(
      `--port ${values.port} is no port.`,
      "Give a number from 1024 to 65000.",
      EXIT.usage,
    );
  }
  return {
    home: homeAt(values.home as string | undefined),
    port,
    json: values.json === true,
    help: values.help === true,
    values,
    args: parsed.positionals,
  };
}
