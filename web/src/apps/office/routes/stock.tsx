/** On hand and lots. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type Words, wordsIn } from "../address";
import { inside } from "../inside";

const StockPage = lazyRouteComponent(() => import("@/features/stock"), "StockPage");
const LotPage = lazyRouteComponent(() => import("@/features/stock"), "LotPage");

const stock = createRoute({
  getParentRoute: () => inside,
  path: "/stock",
  validateSearch: (
    search: Record<string, unknown>,
  ): Words<"material" | "lot" | "place" | "status"> =>
    wordsIn(search, ["material", "lot", "place", "status"]),
  component: () => {
    const navigate = stock.useNavigate();
    return (
      <StockPage asked={stock.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />
    );
  },
});

const lot = createRoute({
  getParentRoute: () => inside,
  path: "/lots/$material/$lot",
  component: () => <LotPage {...lot.useParams()} />,
});

export const stockRoutes = [stock, lot] as const;
