/** Any kind of record by its document. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Looking, lookingIn } from "@/engine/views/content";
import { inside } from "../inside";

const EntitiesPage = lazyRouteComponent(() => import("@/features/records"), "EntitiesPage");
const RecordsPage = lazyRouteComponent(() => import("@/features/records"), "RecordsPage");

const entities = createRoute({
  getParentRoute: () => inside,
  path: "/records",
  staticData: { title: ["menu.records"] },
  component: () => {
    const navigate = entities.useNavigate();
    return (
      <EntitiesPage
        onOpen={(entity) =>
          void navigate({ to: "/records/$entity", params: { entity }, search: {} })
        }
      />
    );
  },
});

const records = createRoute({
  getParentRoute: () => inside,
  path: "/records/$entity",
  staticData: { title: ["$named", "menu.records"] },
  validateSearch: lookingIn,
  component: () => {
    const { entity } = records.useParams();
    const navigate = records.useNavigate();
    const look = useCallback(
      (looking: Looking, replace = false) => void navigate({ search: looking, replace }),
      [navigate],
    );
    return (
      <RecordsPage
        entity={entity}
        looking={records.useSearch()}
        onLook={look}
        onOther={(other, record) =>
          void navigate({ to: "/records/$entity", params: { entity: other }, search: { record } })
        }
      />
    );
  },
});

export const recordsRoutes = [entities, records] as const;
