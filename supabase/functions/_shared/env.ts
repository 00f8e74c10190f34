// Settings: read when asked for, never at import. No secret has a default; an empty string is unset.

export type ReadSetting = (name: string) => string | undefined;

export class MissingSettings extends Error {
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    super(`missing settings: ${names.join(", ")}`);
    this.name = "MissingSettings";
    this.names = names;
  }
}

export interface Settings {
  /** Throws MissingSettings for a name that is unset. */
  required(name: string): string;
  optional(name: string): string | undefined;
  /** True only for the text "true". */
  flag(name: string): boolean;
}

/** Settings of a function; throws MissingSettings with **all** of `required` that are unset. */
export function readSettings(read: ReadSetting, required: readonly string[]): Settings {
  const optional = (name: string): string | undefined => read(name)?.trim() || undefined;
  const missing = required.filter((name) => optional(name) === undefined);
  if (missing.length > 0) throw new MissingSettings(missing);
  return {
    required(name) {
      const value = optional(name);
      if (value === undefined) throw new MissingSettings([name]);
      return value;
    },
    optional,
    flag: (name) => optional(name) === "true",
  };
}

/** One of Supabase's JSON settings, `{"default":"sb_…"}`: the default key. */
export function defaultKey(settings: Settings, name: string): string {
  try {
    const keys: unknown = JSON.parse(settings.required(name));
    const key = typeof keys === "object" && keys !== null && "default" in keys ? keys.default : undefined;
    if (typeof key === "string" && key !== "") return key;
  } catch (error) {
    if (error instanceof MissingSettings) throw error;
  }
  throw new MissingSettings([name]);
}
