/** Quality: inspections, nonconformities, charts, defects, plans. */

import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { lookingWith, searchOf } from "@/engine/views/content";
import type { Asked } from "@/features/quality";
import { holds } from "@/shared/api/session";
import { textsIn } from "../address";
import { inside, useMe } from "../inside";
import { useLooking } from "../looking";

const feature = () => import("@/features/quality");
const TasksPage = lazyRouteComponent(feature, "TasksPage");
const InspectionPage = lazyRouteComponent(feature, "InspectionPage");
const NonconformitiesPage = lazyRouteComponent(feature, "NonconformitiesPage");
const NonconformityPage = lazyRouteComponent(feature, "NonconformityPage");
const CapabilityPage = lazyRouteComponent(feature, "CapabilityPage");
const ChartPage = lazyRouteComponent(feature, "ChartPage");
const ValuesPage = lazyRouteComponent(feature, "ValuesPage");
const DefectsPage = lazyRouteComponent(feature, "DefectsPage");
const YieldsPage = lazyRouteComponent(feature, "YieldsPage");
const PlansPage = lazyRouteComponent(feature, "PlansPage");
const PlanPage = lazyRouteComponent(feature, "PlanPage");

/** What an address of quality says, flags as words; each page reads what it knows. */
const search = (said: Record<string, unknown>): Asked => textsIn(said);

type Search = Record<string, unknown>;
const TASKS = ["stand", "purpose", "mine", "since", "until", "material", "inspection"] as const;
const JUDGED = ["material"] as const;

const useMay = () => {
  const { permissions } = useMe();
  return (permission: string) => holds(permissions, permission);
};

const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/quality/inspections",
  staticData: { title: ["menu.inspections"] },
  validateSearch: (said: Search) => searchOf(lookingWith(said, TASKS)),
  component: () => <TasksPage {...useLooking(tasks, TASKS)} may={useMay()} />,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/quality",
  staticData: { title: ["menuGroup.quality"] },
  beforeLoad: () => {
    throw redirect({ to: "/quality/inspections" });
  },
});

const inspection = createRoute({
  getParentRoute: () => inside,
  path: "/quality/inspections/$code",
  staticData: { title: ["$code", "menu.inspections"] },
  component: () => <InspectionPage code={inspection.useParams().code} may={useMay()} />,
});

const nonconformities = createRoute({
  getParentRoute: () => inside,
  path: "/quality/nonconformities",
  staticData: { title: ["menu.nonconformities"] },
  validateSearch: (said: Search) => searchOf(lookingWith(said, JUDGED)),
  component: () => <NonconformitiesPage {...useLooking(nonconformities, JUDGED)} may={useMay()} />,
});

const nonconformity = createRoute({
  getParentRoute: () => inside,
  path: "/quality/nonconformities/$code",
  staticData: { title: ["$code", "menu.nonconformities"] },
  component: () => <NonconformityPage code={nonconformity.useParams().code} may={useMay()} />,
});

const charts = createRoute({
  getParentRoute: () => inside,
  path: "/quality/charts",
  staticData: { title: ["menu.controlCharts"] },
  validateSearch: search,
  component: () => {
    const navigate = charts.useNavigate();
    return (
      <CapabilityPage
        asked={charts.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
      />
    );
  },
});

const chart = createRoute({
  getParentRoute: () => inside,
  path: "/quality/charts/$plan/$characteristic",
  staticData: { title: ["$characteristic", "$plan", "menu.controlCharts"] },
  validateSearch: search,
  component: () => {
    const navigate = chart.useNavigate();
    const { plan, characteristic } = chart.useParams();
    return (
      <ChartPage
        plan={plan}
        characteristic={characteristic}
        asked={chart.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
      />
    );
  },
});

const values = createRoute({
  getParentRoute: () => inside,
  path: "/quality/values",
  staticData: { title: ["quality.values", "menu.controlCharts"] },
  validateSearch: search,
  component: () => {
    const navigate = values.useNavigate();
    return (
      <ValuesPage asked={values.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />
    );
  },
});

const defects = createRoute({
  getParentRoute: () => inside,
  path: "/quality/defects",
  staticData: { title: ["menu.defects"] },
  validateSearch: search,
  component: () => {
    const navigate = defects.useNavigate();
    return (
      <DefectsPage
        asked={defects.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
      />
    );
  },
});

const yields = createRoute({
  getParentRoute: () => inside,
  path: "/quality/yields",
  staticData: { title: ["quality.page.yields"] },
  validateSearch: search,
  component: () => {
    const navigate = yields.useNavigate();
    return (
      <YieldsPage asked={yields.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />
    );
  },
});

const plans = createRoute({
  getParentRoute: () => inside,
  path: "/quality/plans",
  staticData: { title: ["quality.page.plans"] },
  validateSearch: search,
  component: () => {
    const navigate = plans.useNavigate();
    return (
      <PlansPage
        asked={plans.useSearch()}
        onAsk={(asked) => void navigate({ search: asked })}
        may={useMay()}
      />
    );
  },
});

const plan = createRoute({
  getParentRoute: () => inside,
  path: "/quality/plans/$code",
  staticData: { title: ["$code", "quality.page.plans"] },
  component: () => <PlanPage code={plan.useParams().code} />,
});

export const qualityRoutes = [
  home,
  tasks,
  inspection,
  nonconformities,
  nonconformity,
  charts,
  chart,
  values,
  defects,
  yields,
  plans,
  plan,
] as const;
