/** Which address shows which page: the sign-in and everything behind it. */

import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, useRouter } from "@tanstack/react-router";
import { SignInPage } from "@/features/sign-in";
import { ownAddress } from "./address";
import { inside, root } from "./inside";
import { adminRoutes } from "./routes/admin";
import { boardRoutes } from "./routes/board";
import { cockpitRoutes } from "./routes/cockpit";
import { codeRoutes } from "./routes/code";
import { dispatchRoutes } from "./routes/dispatch";
import { machinesRoutes } from "./routes/machines";
import { masterRoutes } from "./routes/master";
import { ordersRoutes } from "./routes/orders";
import { qualityRoutes } from "./routes/quality";
import { recordsRoutes } from "./routes/records";
import { salesRoutes } from "./routes/sales";
import { searchRoutes } from "./routes/search";
import { stockRoutes } from "./routes/stock";
import { traceRoutes } from "./routes/trace";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  staticData: { title: ["signIn.title"] },
  validateSearch: (search: Record<string, unknown>): { back: string } => ({
    back: ownAddress(search.back),
  }),
  component: SignInRoute,
});

const pages = [
  ...codeRoutes,
  ...searchRoutes,
  ...cockpitRoutes,
  ...machinesRoutes,
  ...ordersRoutes,
  ...dispatchRoutes,
  ...salesRoutes,
  ...stockRoutes,
  ...qualityRoutes,
  ...traceRoutes,
  ...masterRoutes,
  ...recordsRoutes,
  ...adminRoutes,
];
const tree = root.addChildren([signIn, ...boardRoutes, inside.addChildren(pages)]);

export function officeRouter(queries: QueryClient) {
  return createRouter({ routeTree: tree, context: { queries }, defaultPreload: "intent" });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof officeRouter>;
  }
}

function SignInRoute() {
  const { back } = signIn.useSearch();
  const { history } = useRouter();
  const { queries } = signIn.useRouteContext();
  return (
    <SignInPage
      onSignedIn={(me) => {
        queries.setQueryData(["me"], me);
        history.replace(back);
      }}
    />
  );
}
