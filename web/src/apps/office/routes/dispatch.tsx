/** Which job is made where, and in which order. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { holds } from "@/shared/api/session";
import { type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";

const DispatchPage = lazyRouteComponent(() => import("@/features/dispatch"), "DispatchPage");

const dispatch = createRoute({
  getParentRoute: () => inside,
  path: "/dispatch",
  staticData: { title: ["menu.dispatch"] },
  validateSearch: (search: Record<string, unknown>): Words<"below"> => wordsIn(search, ["below"]),
  component: () => {
    const navigate = dispatch.useNavigate();
    return (
      <DispatchPage
        asked={dispatch.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
        mayDispatch={holds(useMe().permissions, "job_order:dispatch")}
      />
    );
  },
});

export const dispatchRoutes = [dispatch] as const;
