/** Master data: materials, bills, routings, equipment, people, calendars, units, reasons. */

import { createRoute, lazyRouteComponent, Navigate } from "@tanstack/react-router";
import { type Looking, lookingIn } from "@/engine/views/content";
import { type Words, wordsIn } from "../address";
import { inside } from "../inside";
import { useLooking } from "../looking";

const load = () => import("@/features/master-data");
const KindsPage = lazyRouteComponent(load, "KindsPage");
const BillsPage = lazyRouteComponent(load, "BillsPage");
const BillPage = lazyRouteComponent(load, "BillPage");
const WhereUsedPage = lazyRouteComponent(load, "WhereUsedPage");
const RoutingsPage = lazyRouteComponent(load, "RoutingsPage");
const RoutingPage = lazyRouteComponent(load, "RoutingPage");
const EquipmentPage = lazyRouteComponent(load, "EquipmentPage");
const SkillsPage = lazyRouteComponent(load, "SkillsPage");
const CalendarsPage = lazyRouteComponent(load, "CalendarsPage");

const NONE = [] as const;

type Search = Record<string, unknown>;

const master = createRoute({
  getParentRoute: () => inside,
  path: "/master",
  staticData: { title: ["menu.masterData"] },
  component: () => <Navigate to="/master/materials" search={{}} replace />,
});

const kinds = (["materials", "people", "units", "reasons"] as const).map((page) => {
  const route = createRoute({
    getParentRoute: () => inside,
    path: `/master/${page}`,
    staticData: { title: [`masterPage.${page}`, "menu.masterData"] },
    validateSearch: (search: Search): Looking & Words<"what"> => ({
      ...lookingIn(search),
      ...wordsIn(search, ["what"]),
    }),
    component: () => {
      const navigate = route.useNavigate();
      const { what, ...looking } = route.useSearch();
      return (
        <KindsPage
          page={page}
          what={what}
          looking={looking}
          onLook={(next, chosen) =>
            void navigate({ search: chosen ? { ...next, what: chosen } : next })
          }
        />
      );
    },
  });
  return route;
});

const bills = createRoute({
  getParentRoute: () => inside,
  path: "/master/bills",
  staticData: { title: ["masterPage.bills", "menu.masterData"] },
  validateSearch: lookingIn,
  component: () => {
    const navigate = bills.useNavigate();
    return (
      <BillsPage
        {...useLooking(bills, NONE)}
        onOpen={(id) => void navigate({ to: "/master/bills/$id", params: { id }, search: {} })}
      />
    );
  },
});

const BILL = ["tab", "quantity", "with"] as const;

const bill = createRoute({
  getParentRoute: () => inside,
  path: "/master/bills/$id",
  staticData: { title: ["$named", "masterPage.bills"] },
  validateSearch: (search: Search): Words<(typeof BILL)[number]> => wordsIn(search, BILL),
  component: () => {
    const navigate = bill.useNavigate();
    const { id } = bill.useParams();
    const { tab } = bill.useSearch();
    return (
      <BillPage
        id={id}
        asked={bill.useSearch()}
        onAsk={(asked) => void navigate({ search: asked, replace: true })}
        onOpen={(other) => void navigate({ params: { id: other }, search: tab ? { tab } : {} })}
      />
    );
  },
});

const USED = ["material", "versions"] as const;

const whereUsed = createRoute({
  getParentRoute: () => inside,
  path: "/master/where-used",
  staticData: { title: ["masterPage.whereUsed", "menu.masterData"] },
  validateSearch: (search: Search): Words<(typeof USED)[number]> => wordsIn(search, USED),
  component: () => {
    const navigate = whereUsed.useNavigate();
    return (
      <WhereUsedPage
        asked={whereUsed.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
        onOpen={(id) => void navigate({ to: "/master/bills/$id", params: { id }, search: {} })}
      />
    );
  },
});

const routings = createRoute({
  getParentRoute: () => inside,
  path: "/master/routings",
  staticData: { title: ["masterPage.routings", "menu.masterData"] },
  validateSearch: lookingIn,
  component: () => {
    const navigate = routings.useNavigate();
    return (
      <RoutingsPage
        {...useLooking(routings, NONE)}
        onOpen={(id) => void navigate({ to: "/master/routings/$id", params: { id } })}
      />
    );
  },
});

const routing = createRoute({
  getParentRoute: () => inside,
  path: "/master/routings/$id",
  staticData: { title: ["$named", "masterPage.routings"] },
  component: () => {
    const navigate = routing.useNavigate();
    return (
      <RoutingPage id={routing.useParams().id} onOpen={(id) => void navigate({ params: { id } })} />
    );
  },
});

const BESIDE = ["search", "record", "tab", "of"] as const;

const equipment = createRoute({
  getParentRoute: () => inside,
  path: "/master/equipment",
  staticData: { title: ["masterPage.equipment", "menu.masterData"] },
  validateSearch: (search: Search): Words<(typeof BESIDE)[number]> => wordsIn(search, BESIDE),
  component: () => {
    const navigate = equipment.useNavigate();
    return (
      <EquipmentPage
        asked={equipment.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
      />
    );
  },
});

const skills = createRoute({
  getParentRoute: () => inside,
  path: "/master/skills",
  staticData: { title: ["masterPage.skills", "menu.masterData"] },
  validateSearch: (search: Search): Words<(typeof BESIDE)[number]> => wordsIn(search, BESIDE),
  component: () => {
    const navigate = skills.useNavigate();
    return (
      <SkillsPage asked={skills.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />
    );
  },
});

const CALENDAR = ["calendar", "week", "record", "tab", "of"] as const;

const calendars = createRoute({
  getParentRoute: () => inside,
  path: "/master/calendars",
  staticData: { title: ["masterPage.calendars", "menu.masterData"] },
  validateSearch: (search: Search): Words<(typeof CALENDAR)[number]> => wordsIn(search, CALENDAR),
  component: () => {
    const navigate = calendars.useNavigate();
    return (
      <CalendarsPage
        asked={calendars.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
      />
    );
  },
});

export const masterRoutes = [
  master,
  ...kinds,
  bills,
  bill,
  whereUsed,
  routings,
  routing,
  equipment,
  skills,
  calendars,
] as const;
