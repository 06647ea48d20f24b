/** Work orders and their job orders. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Asked } from "@/engine/list/records";
import { holds } from "@/shared/api/session";
import { askedIn, type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";

const OrdersPage = lazyRouteComponent(() => import("@/features/orders"), "OrdersPage");
const OrderPage = lazyRouteComponent(() => import("@/features/orders"), "OrderPage");
const JobPage = lazyRouteComponent(() => import("@/features/orders"), "JobPage");

const orders = createRoute({
  getParentRoute: () => inside,
  path: "/orders",
  validateSearch: (search: Record<string, unknown>): Asked & Words<"stand" | "material"> => ({
    ...askedIn(search),
    ...wordsIn(search, ["stand", "material"]),
  }),
  component: () => {
    const navigate = orders.useNavigate();
    const { permissions } = useMe();
    return (
      <OrdersPage
        asked={orders.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
        onOpen={(code) => void navigate({ to: "/orders/$code", params: { code } })}
        may={{
          create: holds(permissions, "work_order:write"),
          release: holds(permissions, "work_order:release"),
          hold: holds(permissions, "job_order:report") && holds(permissions, "job_order:dispatch"),
        }}
      />
    );
  },
});

const order = createRoute({
  getParentRoute: () => inside,
  path: "/orders/$code",
  validateSearch: (search: Record<string, unknown>): Words<"tab"> => wordsIn(search, ["tab"]),
  component: () => {
    const navigate = order.useNavigate();
    const { permissions } = useMe();
    return (
      <OrderPage
        {...order.useSearch()}
        code={order.useParams().code}
        may={{
          cost: holds(permissions, "work_order:read_cost"),
          revise: holds(permissions, "work_order:revise"),
        }}
        onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      />
    );
  },
});

const job = createRoute({
  getParentRoute: () => inside,
  path: "/jobs/$code",
  component: () => <JobPage code={job.useParams().code} />,
});

export const ordersRoutes = [orders, order, job] as const;
