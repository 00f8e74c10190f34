import { TemplateError } from "../../../supabase/functions/_shared/templates/mod.ts";

/** What an operator has to mend: the file below the folder, the field in it, and what is wrong, without any value. */
export interface Problem {
  readonly file: string;
  readonly field: string;
  readonly message: string;
}

/** The files do not make seven workflows; all that is wrong with them is told at once. */
export class BadFiles extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(
      problems.map(({ file, field, message }) => `${file}${field && `, ${field}`}: ${message}`).join("; "),
    );
    this.name = "BadFiles";
    this.problems = problems;
  }
}

export const VALUES_FILE = "values.json";

/** The compiler's error as a problem: what it lacks is mended in the values, the rest in the template. */
export function problemOf(error: unknown, slug: string): Problem {
  if (!(error instanceof TemplateError)) throw error;
  const { code, about, message } = error;
  if (code === "missing_credential") return { file: VALUES_FILE, field: `credentials.${about}`, message };
  if (code === "missing_value" || code === "bad_value")
    return { file: VALUES_FILE, field: `values.${about}`, message };
  const file = code === "bad_template" ? `templates/${slug}/manifest.json` : `templates/${slug}`;
  return { file, field: about, message };
}

/** Runs each, and throws BadFiles with the problems of all. */
export function allOf<T, R>(items: readonly T[], work: (item: T) => R): R[] {
  const problems: Problem[] = [];
  const done = items.flatMap((item) => {
    try {
      return [work(item)];
    } catch (error) {
      if (!(error instanceof BadFiles)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new BadFiles(problems);
  return done;
}
