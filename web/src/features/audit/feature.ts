import { LockKeyholeOpen, LogIn, ScrollText } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const audit: Feature = {
  name: "audit",
  routes: [
    { area: "admin", path: "audit", title: "Audit log", page: () => import("./audit-page.tsx") },
    { area: "admin", path: "logins", title: "Logins", page: () => import("./logins-page.tsx") },
    {
      area: "admin",
      path: "break-glass",
      title: "Break-glass",
      page: () => import("./break-glass-page.tsx"),
    },
  ],
  nav: [
    { area: "admin", group: "admin", label: "Audit log", icon: ScrollText, path: "audit", order: 60 },
    { area: "admin", group: "admin", label: "Logins", icon: LogIn, path: "logins", order: 70 },
    {
      area: "admin",
      group: "admin",
      label: "Break-glass",
      icon: LockKeyholeOpen,
      path: "break-glass",
      order: 80,
    },
  ],
};
