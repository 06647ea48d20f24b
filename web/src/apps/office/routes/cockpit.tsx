/** The start page and the figures behind it. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { holds } from "@/shared/api/session";
import { type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";

const CockpitPage = lazyRouteComponent(() => import("@/features/cockpit"), "CockpitPage");
const FigurePage = lazyRouteComponent(() => import("@/features/cockpit"), "FigurePage");

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  staticData: { title: ["menu.home"] },
  component: () => {
    const { name, permissions } = useMe();
    return <CockpitPage name={name} may={(needed) => holds(permissions, needed)} />;
  },
});

const figure = createRoute({
  getParentRoute: () => inside,
  path: "/cockpit/$figure",
  staticData: { title: ["figure.$figure", "menu.home"] },
  validateSearch: (
    search: Record<string, unknown>,
  ): Words<"work_unit" | "material" | "work_order"> =>
    wordsIn(search, ["work_unit", "material", "work_order"]),
  component: () => <FigurePage figure={figure.useParams().figure} narrowed={figure.useSearch()} />,
});

export const cockpitRoutes = [home, figure] as const;
