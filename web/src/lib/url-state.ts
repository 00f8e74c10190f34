// Filters, sort and page live in the URL, so that a link shows what its sender saw and Back goes one step back.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { z } from "zod";

/** The search parameters after a change; what equals its default is left out, so that a plain address stays plain. */
export function withChanges<S extends z.ZodObject>(
  schema: S,
  before: Record<string, unknown>,
  changes: Partial<z.infer<S>>,
): Record<string, unknown> {
  const usual = schema.parse({}) as Record<string, unknown>;
  const next = schema.parse({ ...before, ...changes }) as Record<string, unknown>;
  const differs = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(usual[name]);
  return Object.fromEntries(Object.entries(next).filter(differs));
}

/**
 * The page's search parameters as the schema reads them, and a way to change some of them. Every member needs a
 * `.default()` and a `.catch()`, so that no address is ever refused:
 * `z.object({ sort: z.enum(["name", "sends"]).default("name").catch("name") })`.
 */
export function useUrlState<S extends z.ZodObject>(schema: S) {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const state = useMemo(() => schema.parse(raw) as z.infer<S>, [schema, raw]);
  const setState = useCallback(
    (changes: Partial<z.infer<S>>, { push = false }: { push?: boolean } = {}) => {
      void navigate({
        to: ".",
        replace: !push,
        resetScroll: false,
        search: (before: Record<string, unknown>) => withChanges(schema, before, changes),
      });
    },
    [schema, navigate],
  );
  return [state, setState] as const;
}
