import { ListChecks } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const onboarding: Feature = {
  name: "onboarding",
  routes: [
    { area: "workspace", path: "onboarding", title: "Set up", page: () => import("./index-page.tsx") },
    { area: "workspace", path: "onboarding/$stage", title: "Set up", page: () => import("./stage-page.tsx") },
  ],
  nav: [
    {
      area: "workspace",
      group: "act",
      label: "Set up",
      icon: ListChecks,
      path: "onboarding",
      order: 10,
      needs: "admin",
    },
  ],
};
