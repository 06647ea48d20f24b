/** Sales orders and their progress. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { lookingWith, searchOf } from "@/engine/views/content";
import { holds } from "@/shared/api/session";
import { type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";
import { useLooking } from "../looking";

const ProgressPage = lazyRouteComponent(() => import("@/features/sales"), "ProgressPage");
const SalesOrderPage = lazyRouteComponent(() => import("@/features/sales"), "SalesOrderPage");

const NARROWED = ["show", "customer", "salesperson", "material", "do"] as const;

const progress = createRoute({
  getParentRoute: () => inside,
  path: "/sales",
  staticData: { title: ["menu.sales"] },
  validateSearch: (search: Record<string, unknown>) => searchOf(lookingWith(search, NARROWED)),
  component: () => {
    const navigate = progress.useNavigate();
    const { permissions } = useMe();
    return (
      <ProgressPage
        {...useLooking(progress, NARROWED)}
        onOpen={(code) => void navigate({ to: "/sales/$code", params: { code } })}
        mayCreate={holds(permissions, "sales_order:create")}
      />
    );
  },
});

const order = createRoute({
  getParentRoute: () => inside,
  path: "/sales/$code",
  staticData: { title: ["$code", "menu.sales"] },
  validateSearch: (search: Record<string, unknown>): Words<"tab"> => wordsIn(search, ["tab"]),
  component: () => {
    const navigate = order.useNavigate();
    const { permissions } = useMe();
    const may = (needs: string) => holds(permissions, needs);
    return (
      <SalesOrderPage
        {...order.useSearch()}
        code={order.useParams().code}
        may={{
          write: may("sales_order:write"),
          plan: may("sales_order:plan"),
          ship: may("sales_order:ship") && may("material:ship"),
          links: may("customer_link:read"),
          makeLinks: may("customer_link:create"),
          dispatch: may("job_order:dispatch"),
        }}
        onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      />
    );
  },
});

export const salesRoutes = [progress, order] as const;
