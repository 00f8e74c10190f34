// The form of the Email stage: inputs hold text, the contract wants a number.
import { emailSchema } from "@contracts/onboarding.ts";
import { z } from "zod";

export const emailForm = z.preprocess((values) => {
  const { daily_cap, ...rest } = values as Record<string, unknown>;
  const text = String(daily_cap ?? "").trim();
  return { ...rest, daily_cap: text === "" ? undefined : Number(text) };
}, emailSchema);

/** Schema and function name the other field as the API does. */
export const inWords = (error: string | undefined): string | undefined =>
  error?.replace("window_start", "“Send from”");
