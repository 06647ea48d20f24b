/** Work orders and their job orders. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { holds } from "@/shared/api/session";
import { askedIn } from "../address";
import { inside, useMe } from "../inside";

const OrdersPage = lazyRouteComponent(() => import("@/features/orders"), "OrdersPage");
const OrderPage = lazyRouteComponent(() => import("@/features/orders"), "OrderPage");
const JobPage = lazyRouteComponent(() => import("@/features/orders"), "JobPage");

const orders = createRoute({
  getParentRoute: () => inside,
  path: "/orders",
  validateSearch: askedIn,
  component: () => {
    const navigate = orders.useNavigate();
    return (
      <OrdersPage
        asked={orders.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
        onOpen={(code) => void navigate({ to: "/orders/$code", params: { code } })}
        mayCreate={holds(useMe().permissions, "work_order:write")}
      />
    );
  },
});

const order = createRoute({
  getParentRoute: () => inside,
  path: "/orders/$code",
  component: () => (
    <OrderPage
      code={order.useParams().code}
      maySeeCost={holds(useMe().permissions, "work_order:read_cost")}
    />
  ),
});

const job = createRoute({
  getParentRoute: () => inside,
  path: "/jobs/$code",
  component: () => <JobPage code={job.useParams().code} />,
});

export const ordersRoutes = [orders, order, job] as const;
