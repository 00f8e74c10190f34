import { ChartLine } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const stats: Feature = {
  name: "stats",
  routes: [
    { area: "workspace", path: "dashboard", title: "Dashboard", page: () => import("./dashboard-page.tsx") },
  ],
  nav: [
    {
      area: "workspace",
      group: "observe",
      label: "Dashboard",
      icon: ChartLine,
      path: "dashboard",
      order: 10,
    },
  ],
};
