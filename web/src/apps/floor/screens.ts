/**
 * The screens of the floor, in the order of their tiles. Each is loaded when it is first opened,
 * has the address `/floor/<id>`, and is shown to whoever holds one of its permissions.
 *
 * A new screen is a folder `features/floor-<id>` whose `index.ts` exports a component that takes
 * `ScreenProps` (shared/floor/screen), one line here, and its name as `floor.screen.<id>` in
 * `en.json` and `zh.json` beside this file. Its styles are imported by its own component. The page
 * names all chunks, so that the service worker keeps them for the time without a network; only what
 * loads before the first picture counts against the budget. A screen once opened stays as it is
 * while another is looked at: `active` says which one is seen, and `useScan` within it hears the
 * scanner only then. Commands are given with `say` or `give`, which keep them when the network is
 * away; pictures of the plant are read with `readKept`.
 */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import { holds } from "@/shared/api/session";
import type { ScreenProps } from "@/shared/floor/screen";
import type { SignName } from "@/shared/ui/Sign";

export interface Screen {
  readonly id: string;
  readonly sign: SignName;
  /** Any of these permissions opens it. */
  readonly needs: readonly string[];
  readonly view: LazyExoticComponent<ComponentType<ScreenProps>>;
}

export const SCREENS: readonly Screen[] = [
  {
    id: "station",
    sign: "play",
    needs: ["job_order:report"],
    view: lazy(async () => ({ default: (await import("@/features/floor-station")).StationPage })),
  },
  {
    id: "warehouse",
    sign: "box",
    needs: ["material:receive", "material:move"],
    view: lazy(async () => ({
      default: (await import("@/features/floor-warehouse")).WarehousePage,
    })),
  },
  {
    id: "mine",
    sign: "list",
    needs: ["my_work:read"],
    view: lazy(async () => ({ default: (await import("@/features/floor-mine")).MinePage })),
  },
  {
    id: "handover",
    sign: "swap",
    needs: ["shift_handover:write"],
    view: lazy(async () => ({ default: (await import("@/features/floor-handover")).HandoverPage })),
  },
  {
    id: "others",
    sign: "people",
    needs: ["command:represent"],
    view: lazy(async () => ({ default: (await import("@/features/floor-others")).OthersPage })),
  },
  {
    id: "inspection",
    sign: "ruler",
    needs: ["inspection:measure"],
    view: lazy(async () => ({
      default: (await import("@/features/floor-inspection")).InspectionPage,
    })),
  },
];

/** The screens somebody may open. */
export function screensFor(permissions: readonly string[]): readonly Screen[] {
  return SCREENS.filter(({ needs }) => needs.some((one) => holds(permissions, one)));
}

/** The screen of an address: the one it names, else the only one there is, else the home. */
export function screenAt(id: string, shown: readonly Screen[]): Screen | undefined {
  const named = shown.find((one) => one.id === id);
  if (named !== undefined || id === HOME) return named;
  return shown.find((one) => one.id === FIRST) ?? (shown.length === 1 ? shown[0] : undefined);
}

export const HOME = "home";
/** Where work is reported people want to report at once. */
const FIRST = "station";
