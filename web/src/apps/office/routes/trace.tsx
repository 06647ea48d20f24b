/** Where a lot came from and went. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { askedIn, type Words, wordsIn } from "../address";
import { inside } from "../inside";

const FindLot = lazyRouteComponent(() => import("@/features/trace"), "FindLot");
const TracePage = lazyRouteComponent(() => import("@/features/trace"), "TracePage");

const lots = createRoute({
  getParentRoute: () => inside,
  path: "/trace",
  validateSearch: askedIn,
  component: () => {
    const navigate = lots.useNavigate();
    return (
      <FindLot
        asked={lots.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
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
