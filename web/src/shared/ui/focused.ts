/** What was opened to be used at once has the focus as soon as it is there. */

export function focused(shown: HTMLElement | null): void {
  shown?.focus();
}
