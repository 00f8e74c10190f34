import { Bell, ListOrdered, Server } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const fleet: Feature = {
  name: "fleet",
  routes: [
    { area: "admin", path: "workspaces", title: "All workspaces", page: () => import("./desk-page.tsx") },
    { area: "admin", path: "queues", title: "Queues", page: () => import("./queues-page.tsx") },
    { area: "admin", path: "alarms", title: "Alarms", page: () => import("./alarms-page.tsx") },
  ],
  nav: [
    { area: "admin", group: "admin", label: "Workspaces", icon: Server, path: "workspaces", order: 10 },
    { area: "admin", group: "admin", label: "Queues", icon: ListOrdered, path: "queues", order: 30 },
    { area: "admin", group: "admin", label: "Alarms", icon: Bell, path: "alarms", order: 50 },
  ],
};
