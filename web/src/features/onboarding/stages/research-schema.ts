// The form of the Research stage: the actor's input is typed as JSON.
import { z } from "zod";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const input = z.string().transform((text, ctx): Record<string, unknown> => {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below, in the same words.
  }
  ctx.addIssue({ code: "custom", message: 'must be a JSON object, such as {"maxItems": 100}' });
  return z.NEVER;
});

export const researchForm = z.object({
  actor_id: z.string().transform((text) => text.trim() || null),
  input,
});

export const inputText = (value: Record<string, unknown> | undefined): string =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : "";
