/** Work orders and their job orders. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { lookingWith, searchOf } from "@/engine/views/content";
import { holds } from "@/shared/api/session";
import { type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";
import { useLooking } from "../looking";

const OrdersPage = lazyRouteComponent(() => import("@/features/orders"), "OrdersPage");
const OrderPage = lazyRouteComponent(() => import("@/features/orders"), "OrderPage");
const JobsPage = lazyRouteComponent(() => import("@/features/orders"), "JobsPage");
const JobPage = lazyRouteComponent(() => import("@/features/orders"), "JobPage");

const WORDS = ["stand", "material", "do"] as const;

const orders = createRoute({
  getParentRoute: () => inside,
  path: "/orders",
  staticData: { title: ["menu.orders"] },
  validateSearch: (search: Record<string, unknown>) => searchOf(lookingWith(search, WORDS)),
  component: () => {
    const { looking, onLook } = useLooking(orders, WORDS);
    const navigate = orders.useNavigate();
    const { permissions } = useMe();
    return (
      <OrdersPage
        looking={looking}
        onLook={onLook}
        onOpen={(code) => void navigate({ to: "/orders/$code", params: { code } })}
        may={{
          create: holds(permissions, "work_order:write"),
          release: holds(permissions, "work_order:release"),
          hold: holds(permissions, "job_order:report") && holds(permissions, "job_order:dispatch"),
          cards: holds(permissions, "flow_card:write"),
        }}
      />
    );
  },
});

const JOBS = ["stand", "station"] as const;

const jobs = createRoute({
  getParentRoute: () => inside,
  path: "/jobs",
  staticData: { title: ["jobs.title"] },
  validateSearch: (search: Record<string, unknown>) => searchOf(lookingWith(search, JOBS)),
  component: () => {
    const { looking, onLook } = useLooking(jobs, JOBS);
    const navigate = jobs.useNavigate();
    return (
      <JobsPage
        looking={looking}
        onLook={onLook}
        onOpen={(code) => void navigate({ to: "/jobs/$code", params: { code } })}
      />
    );
  },
});

const order = createRoute({
  getParentRoute: () => inside,
  path: "/orders/$code",
  staticData: { title: ["$code", "menu.orders"] },
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
          cards: holds(permissions, "flow_card:write"),
        }}
        onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      />
    );
  },
});

const job = createRoute({
  getParentRoute: () => inside,
  path: "/jobs/$code",
  staticData: { title: ["$code", "jobs.title"] },
  component: () => <JobPage code={job.useParams().code} />,
});

export const ordersRoutes = [orders, order, jobs, job] as const;
