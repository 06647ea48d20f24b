/** Where a lot came from and went. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { lookingIn } from "@/engine/views/content";
import { type Words, wordsIn } from "../address";
import { inside } from "../inside";
import { useLooking } from "../looking";

const FindLot = lazyRouteComponent(() => import("@/features/trace"), "FindLot");
const TracePage = lazyRouteComponent(() => import("@/features/trace"), "TracePage");

const NONE = [] as const;

const lots = createRoute({
  getParentRoute: () => inside,
  path: "/trace",
  staticData: { title: ["menu.trace"] },
  validateSearch: lookingIn,
  component: () => {
    const navigate = lots.useNavigate();
    return (
      <FindLot
        {...useLooking(lots, NONE)}
        onOpen={(material, code) =>
          void navigate({ to: "/trace/$material/$lot", params: { material, lot: code } })
        }
      />
    );
  },
});

const trace = createRoute({
  getParentRoute: () => inside,
  path: "/trace/$material/$lot",
  staticData: { title: ["$lot", "$material", "menu.trace"] },
  validateSearch: (search: Record<string, unknown>): Words<"direction" | "view"> =>
    wordsIn(search, ["direction", "view"]),
  component: () => {
    const navigate = trace.useNavigate();
    return (
      <TracePage
        {...trace.useParams()}
        asked={trace.useSearch()}
        onAsk={(asked) => void navigate({ search: { ...asked } })}
      />
    );
  },
});

export const traceRoutes = [lots, trace] as const;
