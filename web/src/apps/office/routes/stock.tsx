/** On hand, moves, bookings, counts, handling units and lots. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { lookingIn, lookingWith, searchOf } from "@/engine/views/content";
import { type Words, wordsIn } from "../address";
import { inside } from "../inside";
import { useLooking } from "../looking";

const load = () => import("@/features/stock");
const StockPage = lazyRouteComponent(load, "StockPage");
const MovesPage = lazyRouteComponent(load, "MovesPage");
const TaskPage = lazyRouteComponent(load, "TaskPage");
const CountsPage = lazyRouteComponent(load, "CountsPage");
const CountPage = lazyRouteComponent(load, "CountPage");
const UnitsPage = lazyRouteComponent(load, "UnitsPage");
const UnitPage = lazyRouteComponent(load, "UnitPage");
const LotPage = lazyRouteComponent(load, "LotPage");

const STOCK = ["material", "lot", "place", "status", "by"] as const;
const NONE = [] as const;
const MOVES = ["material", "lot", "place", "from", "to"] as const;
const BROUGHT = ["material", "lot", "place", "quantity", "unit", "status", "job"] as const;

type Search = Record<string, unknown>;

const stock = createRoute({
  getParentRoute: () => inside,
  path: "/stock",
  staticData: { title: ["menu.stock"] },
  validateSearch: (search: Search) => searchOf(lookingWith(search, STOCK)),
  component: () => <StockPage {...useLooking(stock, STOCK)} />,
});

const moves = createRoute({
  getParentRoute: () => inside,
  path: "/stock/moves",
  staticData: { title: ["stockPage.moves", "menu.stock"] },
  validateSearch: (search: Search) => searchOf(lookingWith(search, MOVES)),
  component: () => <MovesPage {...useLooking(moves, MOVES)} />,
});

const task = createRoute({
  getParentRoute: () => inside,
  path: "/stock/do/$task",
  staticData: { title: ["task.$task", "menu.stock"] },
  validateSearch: (search: Search): Words<(typeof BROUGHT)[number]> => wordsIn(search, BROUGHT),
  component: () => <TaskPage task={task.useParams().task} brought={task.useSearch()} />,
});

const counts = createRoute({
  getParentRoute: () => inside,
  path: "/stock/counts",
  staticData: { title: ["stockPage.counts", "menu.stock"] },
  validateSearch: lookingIn,
  component: () => {
    const navigate = counts.useNavigate();
    return (
      <CountsPage
        {...useLooking(counts, NONE)}
        onOpen={(code) => void navigate({ to: "/stock/counts/$code", params: { code } })}
      />
    );
  },
});

const count = createRoute({
  getParentRoute: () => inside,
  path: "/stock/counts/$code",
  staticData: { title: ["$code", "stockPage.counts"] },
  component: () => <CountPage code={count.useParams().code} />,
});

const units = createRoute({
  getParentRoute: () => inside,
  path: "/stock/units",
  staticData: { title: ["stockPage.units", "menu.stock"] },
  validateSearch: lookingIn,
  component: () => {
    const navigate = units.useNavigate();
    return (
      <UnitsPage
        {...useLooking(units, NONE)}
        onOpen={(code) => void navigate({ to: "/stock/units/$code", params: { code } })}
      />
    );
  },
});

const unit = createRoute({
  getParentRoute: () => inside,
  path: "/stock/units/$code",
  staticData: { title: ["$code", "stockPage.units"] },
  component: () => <UnitPage code={unit.useParams().code} />,
});

const lot = createRoute({
  getParentRoute: () => inside,
  path: "/lots/$material/$lot",
  staticData: { title: ["$lot", "$material", "menu.stock"] },
  component: () => <LotPage {...lot.useParams()} />,
});

export const stockRoutes = [stock, moves, task, counts, count, units, unit, lot] as const;
