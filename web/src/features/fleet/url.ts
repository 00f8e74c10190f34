// What the fleet's pages keep in their addresses.
import { z } from "zod";
import { FILTERS } from "./state.tsx";

export const SORTS = ["slug", "spend", "alarms", "heartbeat"] as const;

export const deskUrl = z.object({
  // A slug of digits alone is read as a number.
  q: z.coerce.string().max(64).default("").catch(""),
  show: z.enum(FILTERS).default("all").catch("all"),
  sort: z.enum(SORTS).default("slug").catch("slug"),
  descending: z.boolean().default(false).catch(false),
  page: z.number().int().min(1).default(1).catch(1),
});
export type DeskUrl = z.infer<typeof deskUrl>;

export const alarmsUrl = z.object({
  cleared: z.boolean().default(false).catch(false),
});
