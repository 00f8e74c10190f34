import type { Feature } from "@/lib/feature.ts";

export const freeze: Feature = {
  name: "freeze",
  routes: [
    {
      area: "admin",
      path: "workspaces/$slug",
      title: "Workspace",
      page: () => import("./workspace-page.tsx"),
    },
  ],
};
