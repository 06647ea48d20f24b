/** Which address shows which page. */

import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
} from "@tanstack/react-router";
import type { Asked } from "@/engine/list/records";
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

const CockpitPage = lazyRouteComponent(() => import("@/features/cockpit"), "CockpitPage");
const FigurePage = lazyRouteComponent(() => import("@/features/cockpit"), "FigurePage");
const OrdersPage = lazyRouteComponent(() => import("@/features/orders"), "OrdersPage");
const OrderPage = lazyRouteComponent(() => import("@/features/orders"), "OrderPage");
const JobPage = lazyRouteComponent(() => import("@/features/orders"), "JobPage");
const StockPage = lazyRouteComponent(() => import("@/features/stock"), "StockPage");
const LotPage = lazyRouteComponent(() => import("@/features/stock"), "LotPage");
const FindLot = lazyRouteComponent(() => import("@/features/trace"), "FindLot");
const TracePage = lazyRouteComponent(() => import("@/features/trace"), "TracePage");
const EntitiesPage = lazyRouteComponent(() => import("@/features/records"), "EntitiesPage");
const RecordsPage = lazyRouteComponent(() => import("@/features/records"), "RecordsPage");

/** Who is signed in; the route above has read it. */
const useMe = () => useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;

/** Whether somebody holds a permission anywhere; the server decides where. */
function holds(permissions: readonly string[], needed: string): boolean {
  const [area] = needed.split(":");
  return permissions.some((one) => one === "*" || one === needed || one === `${area}:*`);
}

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: () => <CockpitPage name={useMe().name} />,
});

const figure = createRoute({
  getParentRoute: () => inside,
  path: "/cockpit/$figure",
  validateSearch: (
    search: Record<string, unknown>,
  ): Words<"work_unit" | "material" | "work_order"> =>
    wordsIn(search, ["work_unit", "material", "work_order"]),
  component: () => <FigurePage figure={figure.useParams().figure} narrowed={figure.useSearch()} />,
});

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

const stock = createRoute({
  getParentRoute: () => inside,
  path: "/stock",
  validateSearch: (
    search: Record<string, unknown>,
  ): Words<"material" | "lot" | "place" | "status"> =>
    wordsIn(search, ["material", "lot", "place", "status"]),
  component: () => {
    const navigate = stock.useNavigate();
    return (
      <StockPage asked={stock.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />
    );
  },
});

const lot = createRoute({
  getParentRoute: () => inside,
  path: "/lots/$material/$lot",
  component: () => <LotPage {...lot.useParams()} />,
});

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
  validateSearch: (search: Record<string, unknown>): { direction?: "forward" | "backward" } =>
    search.direction === "forward" ? { direction: "forward" } : {},
  component: () => {
    const navigate = trace.useNavigate();
    return (
      <TracePage
        {...trace.useParams()}
        direction={trace.useSearch().direction ?? "backward"}
        onTurn={(direction) => void navigate({ search: { direction } })}
      />
    );
  },
});

const entities = createRoute({
  getParentRoute: () => inside,
  path: "/records",
  component: () => {
    const navigate = entities.useNavigate();
    return (
      <EntitiesPage
        onOpen={(entity) => void navigate({ to: "/records/$entity", params: { entity } })}
      />
    );
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

type Words<Name extends string> = { readonly [name in Name]?: string };

/** The words of an address that a page knows, as texts; anything else in it is left out. */
export function wordsIn<Name extends string>(
  search: Record<string, unknown>,
  known: readonly Name[],
): Words<Name> {
  const given = known.filter((name) => ["string", "number"].includes(typeof search[name]));
  return Object.fromEntries(given.map((name) => [name, String(search[name])])) as Words<Name>;
}

const pages = [home, figure, orders, order, job, stock, lot, lots, trace, entities, records];
const tree = root.addChildren([signIn, inside.addChildren(pages)]);

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
