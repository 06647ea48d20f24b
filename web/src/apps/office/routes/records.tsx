/** Any kind of record by its document. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Asked } from "@/engine/list/records";
import { askedIn } from "../address";
import { inside } from "../inside";

const EntitiesPage = lazyRouteComponent(() => import("@/features/records"), "EntitiesPage");
const RecordsPage = lazyRouteComponent(() => import("@/features/records"), "RecordsPage");

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

export const recordsRoutes = [entities, records] as const;
