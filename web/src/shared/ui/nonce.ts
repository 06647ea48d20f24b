/** Styles that libraries make at run time carry the page's nonce, also where they forget it. */

/** The server writes it into the page; without it the browser refuses such styles. */
export const NONCE =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/** Ant Design's scroll lock and scroll bar measure make style elements without a nonce. */
export function signStyles(): void {
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = create(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = NONCE;
    return made;
  }) as typeof document.createElement;
}
