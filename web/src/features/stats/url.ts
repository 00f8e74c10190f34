// What the dashboard keeps in its address.
import { z } from "zod";
import { METRIC_KEYS } from "./metrics.ts";
import { RANGES } from "./period.ts";

// What is neither is as good as absent: addresses are passed on, cut off and edited by hand.
const day = z
  .union([z.literal(""), z.iso.date()])
  .default("")
  .catch("");
const id = z
  .union([z.literal(""), z.guid()])
  .default("")
  .catch("");

export const dashboardUrl = z.object({
  tab: z.enum(["sending", "costs"]).default("sending").catch("sending"),
  // A bare number in an address is read as one.
  range: z
    .preprocess((value) => (typeof value === "number" ? String(value) : value), z.enum([...RANGES, "custom"]))
    .default("30")
    .catch("30"),
  from: day,
  to: day,
  campaign: id,
  group: id,
  metric: z.enum(METRIC_KEYS).default("sends").catch("sends"),
  sort: z.string().max(20).default("sends").catch("sends"),
  ascending: z.boolean().default(false).catch(false),
});
export type DashboardUrl = z.infer<typeof dashboardUrl>;
