import type { Feature } from "@/lib/feature.ts";

export const sending: Feature = {
  name: "sending",
  routes: [
    {
      area: "public",
      path: "unsubscribe",
      title: "Unsubscribe",
      page: () => import("./unsubscribe-page.tsx"),
    },
  ],
};
