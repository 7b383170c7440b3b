/** The addresses of the features' pages, each loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { BrokenPage } from "./BrokenPage";
import { FEATURES } from "./features";
import { NoPage } from "./NoPage";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NoPage });
const pages = FEATURES.flatMap((feature) => feature.pages).map((page) =>
  createRoute({ getParentRoute: () => root, path: page.path, component: lazyRouteComponent(page.load) }),
);

export const router = createRouter({
  routeTree: root.addChildren(pages),
  defaultPreload: "intent",
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});
