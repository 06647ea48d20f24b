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
import type { Asked } from "@/engine/list/records";
import { HomePage } from "@/features/home";
import { EntitiesPage, RecordsPage } from "@/features/records";
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

const entities = createRoute({
  getParentRoute: () => inside,
  path: "/records",
  component: () => {
    const navigate = entities.useNavigate();
    return <EntitiesPage onOpen={(entity) => navigate({ to: `/records/${entity}` })} />;
  },
});

const records = createRoute({
  getParentRoute: () => inside,
  path: "/records/$entity",
  validateSearch: askedIn,
  component: () => {
    const { entity } = records.useParams();
    const navigate = records.useNavigate();
    const ask = (asked: Asked) => void navigate({ search: asked });
    return <RecordsPage entity={entity} asked={records.useSearch()} onAsk={ask} />;
  },
});

/** What an address says of a list; anything else in it is left out. */
export function askedIn(search: Record<string, unknown>): Asked {
  const words = ["search", "filter", "order"].filter((key) => typeof search[key] === "string");
  const asked = Object.fromEntries(words.map((key) => [key, search[key]]));
  return search.archived === true ? { ...asked, archived: true } : asked;
}

const tree = root.addChildren([signIn, inside.addChildren([home, entities, records])]);

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
