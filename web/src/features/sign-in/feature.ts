import type { Feature } from "@/lib/feature.ts";

export const signIn: Feature = {
  name: "sign-in",
  routes: [{ area: "public", path: "sign-in", title: "Sign in", page: () => import("./sign-in-page.tsx") }],
};
