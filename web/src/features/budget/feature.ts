import { Wallet } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const budget: Feature = {
  name: "budget",
  routes: [{ area: "admin", path: "budgets", title: "Budgets", page: () => import("./budgets-page.tsx") }],
  nav: [{ area: "admin", group: "admin", label: "Budgets", icon: Wallet, path: "budgets", order: 40 }],
};
