import { KeyRound, SlidersHorizontal, Users } from "lucide-react";
import type { Feature } from "@/lib/feature.ts";

export const tenancy: Feature = {
  name: "tenancy",
  routes: [
    {
      area: "person",
      path: "workspaces",
      title: "Workspaces",
      page: () => import("./workspaces/workspaces-page.tsx"),
    },
    {
      area: "person",
      path: "invite",
      title: "Invitation",
      page: () => import("./workspaces/invite-page.tsx"),
    },
    {
      area: "workspace",
      path: "members",
      title: "Members",
      page: () => import("./members/members-page.tsx"),
    },
    { area: "workspace", path: "keys", title: "API keys", page: () => import("./keys/keys-page.tsx") },
    {
      area: "workspace",
      path: "settings",
      title: "Settings",
      page: () => import("./settings/settings-page.tsx"),
    },
  ],
  nav: [
    { area: "workspace", group: "workspace", label: "Members", icon: Users, path: "members", order: 10 },
    {
      area: "workspace",
      group: "workspace",
      label: "API keys",
      icon: KeyRound,
      path: "keys",
      order: 20,
      needs: "admin",
    },
    {
      area: "workspace",
      group: "workspace",
      label: "Settings",
      icon: SlidersHorizontal,
      path: "settings",
      order: 30,
    },
  ],
};
