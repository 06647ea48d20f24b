/** What lies behind the sign-in, and who is there. */

import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { Refused } from "@/shared/api/http";
import { whoAmI } from "@/shared/api/session";
import { NoPage } from "./NoPage";
import { PageTitle } from "./PageTitle";
import { Shell } from "./Shell";

interface Context {
  readonly queries: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({
  staticData: { title: ["state.notFound"] },
  component: () => (
    <>
      <PageTitle />
      <Outlet />
    </>
  ),
  notFoundComponent: NoPage,
});

/** Everything behind the sign-in: who is not known is sent there and comes back. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  staticData: { title: ["state.notFound"] },
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

/** Who is signed in; the route above has read it. */
export const useMe = () => useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;
