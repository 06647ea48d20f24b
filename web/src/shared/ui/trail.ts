/** Where focus was: the last place in the page, and above it menus and dialogs one after the other. */

/** What has had the focus since the page itself had it last, the page's own first. */
export type Trail<Place> = readonly Place[];

/** The trail once a place has the focus: the page begins a new one, a layer above it goes on. */
export function trailAfter<Place>(
  before: Trail<Place>,
  place: Place,
  isPage: boolean,
): Trail<Place> {
  return isPage ? [place] : [...before.filter((one) => one !== place), place];
}

/** Where to go back to: the last place that is still seen. */
export function backTo<Place>(trail: Trail<Place>, isSeen: (one: Place) => boolean): Place | null {
  return [...trail].reverse().find(isSeen) ?? null;
}

const kept: { trail: Trail<HTMLElement> } = { trail: [] };

/** Keep the trail of this page from now on. */
export function keepTrail(page: HTMLElement): void {
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    kept.trail = trailAfter(kept.trail, target, page.contains(target));
  });
}

/** The trail as it is now. */
export const trailNow = (): Trail<HTMLElement> => kept.trail;

/** Give the focus back. */
export function goBack(trail: Trail<HTMLElement>): void {
  backTo(trail, (one) => one.checkVisibility())?.focus({ preventScroll: true });
}
