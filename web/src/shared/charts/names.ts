/** How the names below bars stand: one after the other, aslant where there is no room for that. */

/** Room that a name needs to stand upright. */
const NAME_PX = 96;

/** What ECharts is told of the axis of so many names on a page this wide. */
export function namesBelow(
  count: number,
  pageWidth: number = globalThis.innerWidth || 1280,
): Readonly<Record<string, unknown>> {
  const aslant = count * NAME_PX > pageWidth;
  return aslant
    ? { interval: 0, rotate: 40, width: 110, overflow: "truncate" }
    : { interval: 0, width: NAME_PX, overflow: "break" };
}
