// The route tree, made of the features' routes. Every page is a chunk of its own, fetched when its link is touched.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { Redirect } from "@/components/redirect.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import type { Area, Feature, FeatureRoute } from "@/lib/feature.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { BrokenPage, NotFoundPage, NothingHere } from "./error-pages.tsx";
import { PersonFrame } from "./person-frame.tsx";
import { RequireSession } from "./require-session.tsx";
import { Root } from "./root.tsx";
import { WorkspaceFrame, WorkspaceIndex } from "./workspace-frame.tsx";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Of the tab. */
    title?: string;
  }
}

const root = createRootRouteWithContext()({ component: Root, notFoundComponent: NotFoundPage });
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: () => <Redirect to="/workspaces" />,
});
const session = createRoute({ getParentRoute: () => root, id: "session", component: RequireSession });
const person = createRoute({ getParentRoute: () => session, id: "person", component: PersonFrame });
const workspace = createRoute({
  getParentRoute: () => session,
  path: "w/$slug",
  component: WorkspaceFrame,
  notFoundComponent: NothingHere,
});
const workspaceIndex = createRoute({ getParentRoute: () => workspace, path: "/", component: WorkspaceIndex });
const admin = createRoute({
  getParentRoute: () => session,
  path: "admin",
  component: AdminFrame,
  notFoundComponent: NothingHere,
});

const PARENTS = { public: root, person, workspace, admin } as const;

const routeOf = (area: Area, { path, title, page }: FeatureRoute) =>
  createRoute({
    getParentRoute: () => PARENTS[area] as typeof root,
    path,
    staticData: { title },
    component: lazyRouteComponent(page),
  });

export function makeRouter(features: readonly Feature[]) {
  const pages = (area: Area) =>
    features.flatMap(({ routes }) =>
      routes.filter((route) => route.area === area).map((route) => routeOf(area, route)),
    );
  const tree = root.addChildren([
    home,
    ...pages("public"),
    session.addChildren([
      person.addChildren(pages("person")),
      workspace.addChildren([workspaceIndex, ...pages("workspace")]),
      admin.addChildren(pages("admin")),
    ]),
  ]);
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 150,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}
