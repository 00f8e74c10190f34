import { Rocket } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const ignition: Feature = {
  name: "ignition",
  routes: [{ area: "workspace", path: "launch", title: "Launch", page: () => import("./launch-page.tsx") }],
  nav: [{ area: "workspace", group: "act", label: "Launch", icon: Rocket, path: "launch", order: 20 }],
};
