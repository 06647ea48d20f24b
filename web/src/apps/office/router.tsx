/** Which address shows which page. */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  useRouter,
} from "@tanstack/react-router";
import { HomePage } from "@/features/home";
import { SignInPage } from "@/features/sign-in";
import { Refused } from "@/shared/api/http";
import { whoAmI } from "@/shared/api/session";
import { NoPage } from "./NoPage";
import { Shell } from "./Shell";

interface Context {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NoPage,
});

/** Everything behind the sign-in: who is not known is sent there and comes back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData({ queryKey: ["me"], queryFn: whoAmI });
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      throw redirect({ to: "/sign-in", search: { back: location.href } });
    }
  },
  component: Shell,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back: string } => ({
    back: ownAddress(search.back),
  }),
  component: SignInRoute,
});

const home = createRoute({ getParentRoute: () => inside, path: "/", component: HomePage });

const tree = root.addChildren([signIn, inside.addChildren([home])]);

export function officeRouter(queries: QueryClient) {
  return createRouter({ routeTree: tree, context: { queries }, defaultPreload: "intent" });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof officeRouter>;
  }
}

/** An address of ours, else the start page: nobody is sent elsewhere after signing in. */
export function ownAddress(wanted: unknown): string {
  return typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/";
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
