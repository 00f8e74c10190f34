// What to start again after a freeze, as a body or a query names it.
import { type Reactivate, reactivateSchema } from "../_shared/contracts/freeze.ts";
import { HttpError } from "../_shared/errors/mod.ts";

export function choice(value: unknown): Reactivate {
  const result = reactivateSchema.safeParse(value);
  if (result.success) return result.data;
  const message = "must be true, or ids of campaigns and workflows";
  throw new HttpError("invalid_field", { fields: [{ path: "reactivate", message }] });
}

/** `?reactivate=true`, or ids with commas; without it nothing starts. */
export function choiceOf(query: URLSearchParams): Reactivate | null {
  const text = query.get("reactivate")?.trim() ?? "";
  if (text === "" || text === "false") return null;
  return choice(text === "true" ? true : text.split(",").map((id) => id.trim()));
}
