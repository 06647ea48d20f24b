/** Boards on big screens: outside the office's frame, for a person or a paired screen. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../inside";

const LinesPage = lazyRouteComponent(() => import("@/features/board"), "LinesPage");
const LinePage = lazyRouteComponent(() => import("@/features/board"), "LinePage");

const boards = createRoute({
  getParentRoute: () => root,
  path: "/board",
  staticData: { title: ["menu.boards"] },
  component: LinesPage,
});

const line = createRoute({
  getParentRoute: () => root,
  path: "/board/$line",
  staticData: { title: ["$line", "menu.boards"] },
  component: () => <LinePage line={line.useParams().line} />,
});

export const boardRoutes = [boards, line] as const;
