/** Machines: now, through the day, OEE, stops, calls for help. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { lookingWith, searchOf } from "@/engine/views/content";
import { holds } from "@/shared/api/session";
import { type Words, wordsIn } from "../address";
import { inside, useMe } from "../inside";
import { useLooking } from "../looking";

const WallPage = lazyRouteComponent(() => import("@/features/machines"), "WallPage");
const TimelinePage = lazyRouteComponent(() => import("@/features/machines"), "TimelinePage");
const OeePage = lazyRouteComponent(() => import("@/features/machines"), "OeePage");
const StopsPage = lazyRouteComponent(() => import("@/features/machines"), "StopsPage");
const CallsPage = lazyRouteComponent(() => import("@/features/machines"), "CallsPage");

const KNOWN = ["day", "shift", "within", "unit", "view", "by", "only", "stop"] as const;
const CALLS = ["within", "only"] as const;
type Search = Words<(typeof KNOWN)[number]>;

/** What stands in the address already, changed in part; an empty word leaves it. */
function changed(before: Search, part: Search): Search {
  return Object.fromEntries(Object.entries({ ...before, ...part }).filter(([, word]) => word));
}

const searched = (search: Record<string, unknown>): Search => wordsIn(search, KNOWN);

const wall = createRoute({
  getParentRoute: () => inside,
  path: "/machines",
  staticData: { title: ["menu.machines"] },
  validateSearch: searched,
  component: () => {
    const search = wall.useSearch();
    const navigate = wall.useNavigate();
    const onSearch = (part: Search) => void navigate({ search: changed(search, part) });
    return <WallPage search={search} onSearch={onSearch} />;
  },
});

const timeline = createRoute({
  getParentRoute: () => inside,
  path: "/machines/timeline",
  staticData: { title: ["machines.timeline", "menu.machines"] },
  validateSearch: searched,
  component: () => {
    const search = timeline.useSearch();
    const navigate = timeline.useNavigate();
    const onSearch = (part: Search) =>
      void navigate({ search: changed(search, part), replace: "view" in part });
    return <TimelinePage search={search} onSearch={onSearch} />;
  },
});

const oee = createRoute({
  getParentRoute: () => inside,
  path: "/machines/oee",
  staticData: { title: ["machines.oee", "menu.machines"] },
  validateSearch: searched,
  component: () => {
    const search = oee.useSearch();
    const navigate = oee.useNavigate();
    const onSearch = (part: Search) => void navigate({ search: changed(search, part) });
    return <OeePage search={search} onSearch={onSearch} />;
  },
});

const stops = createRoute({
  getParentRoute: () => inside,
  path: "/machines/stops",
  staticData: { title: ["machines.stops", "menu.machines"] },
  validateSearch: searched,
  component: () => {
    const search = stops.useSearch();
    const navigate = stops.useNavigate();
    const onSearch = (part: Search) => void navigate({ search: changed(search, part) });
    const mayLabel = holds(useMe().permissions, "stop:label");
    return <StopsPage search={search} onSearch={onSearch} mayLabel={mayLabel} />;
  },
});

const calls = createRoute({
  getParentRoute: () => inside,
  path: "/calls",
  staticData: { title: ["menu.calls"] },
  validateSearch: (search: Record<string, unknown>) => searchOf(lookingWith(search, CALLS)),
  component: () => {
    const { looking, onLook } = useLooking(calls, CALLS);
    const search: Search = looking.words ?? {};
    const onSearch = (part: Search) => onLook({ ...looking, words: changed(search, part) });
    const mayAnswer = holds(useMe().permissions, "work_alert:answer");
    return (
      <CallsPage
        search={search}
        onSearch={onSearch}
        looking={looking}
        onLook={onLook}
        mayAnswer={mayAnswer}
      />
    );
  },
});

export const machinesRoutes = [wall, timeline, oee, stops, calls] as const;
