// A form with a zod schema: the page judges by the same schema as the function that takes it, shows what the function
// says of a field at that field, and keeps what was entered whatever happens.
import { type FormEvent, useRef, useState } from "react";
import type { z } from "zod";
import { ApiError } from "./api/error.ts";

interface Options<S extends z.ZodType, V> {
  schema: S;
  /** What the controls begin with: strings, as inputs hold them, even where the schema makes numbers of them. */
  initial: V;
  /** Sends what the schema made of it; resolves to NOT_SAVED when it only asked. What it raises stays on the form. */
  onSubmit: (value: z.output<S>) => Promise<unknown>;
}

/** Of a submission that stored nothing: what was entered counts as unsaved still. */
export const NOT_SAVED = Symbol("not saved");

export function issuesByPath(issues: readonly { path: PropertyKey[]; message: string }[]) {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) {
    const key = path.map(String).join(".");
    errors[key] ??= message;
  }
  return errors;
}

/** Which part of an error belongs at the form's fields, and whether any of it belongs elsewhere. */
export function placeError(error: unknown, names: readonly string[]) {
  const fields = error instanceof ApiError ? error.fields : [];
  const known = fields.filter(({ path }) => names.includes(path.split(".")[0] ?? ""));
  return {
    atFields: known.length > 0 ? Object.fromEntries(known.map(({ path, message }) => [path, message])) : null,
    elsewhere: known.length === 0 || known.length < fields.length,
  };
}

/** Whether two sets of a form's values differ: strings, numbers, ticks and lists of these. */
export const differ = (a: object, b: object): boolean => JSON.stringify(a) !== JSON.stringify(b);

/**
 * `errors` are by dotted path. `dirty`: something was entered that is not saved. `failure` is what concerns no field of the form: show it in an ErrorNote. After a failed
 * attempt the focus goes to the first control that is wrong (Field sets aria-invalid).
 */
export function useForm<S extends z.ZodType, V extends Record<string, unknown>>(options: Options<S, V>) {
  const { schema, initial, onSubmit } = options;
  const [values, setValues] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function set<K extends keyof V>(name: K, value: V[K]): void {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors(({ [String(name)]: _corrected, ...others }) => others);
  }

  function show(next: Record<string, string>): void {
    setErrors(next);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (busy) return;
    setFailure(null);
    const judged = schema.safeParse(values);
    if (!judged.success) return show(issuesByPath(judged.error.issues));
    setErrors({});
    setBusy(true);
    try {
      const answer = await onSubmit(judged.data);
      if (answer !== NOT_SAVED) setSaved(values);
    } catch (error) {
      const { atFields, elsewhere } = placeError(error, Object.keys(values));
      if (atFields) show(atFields);
      if (elsewhere) setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  function reset(next: V = initial): void {
    setValues(next);
    setSaved(next);
    setErrors({});
    setFailure(null);
  }

  /** Spread on the form element. */
  const formProps = { ref: form, onSubmit: submit, noValidate: true } as const;
  /** Spread on an Input, Textarea or Select whose value is a string. */
  const text = (name: keyof V & string) => ({
    name,
    value: String(values[name] ?? ""),
    onChange: (event: { target: { value: string } }) => set(name, event.target.value as V[typeof name]),
  });
  const dirty = differ(values, saved);
  return { values, set, text, errors, failure, busy, dirty, submit, reset, formProps };
}
