/** What a window, a tab and a bookmark are called: the record, its page, the program. */

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /**
     * Parts of the page's title, the nearest first: words by their keys, with `$name` for what
     * the address says, or `$name` alone; `$named` is what the page itself tells.
     */
    readonly title: readonly string[];
  }
}

interface Told {
  readonly params: Readonly<Record<string, string>>;
  /** A word by its key; null where there is none, or not yet. */
  readonly word: (key: string) => string | null;
  readonly name: string | null;
}

/** The title in the reader's language; what is not known yet is left out. */
export function titleOf(parts: readonly string[], told: Told): string {
  const { params, word, name } = told;
  const part = (text: string): string | null => {
    if (text === "$named") return name;
    if (text.startsWith("$")) return params[text.slice(1)] ?? null;
    return word(text.replace(/\$(\w+)/g, (_, param: string) => params[param] ?? ""));
  };
  return [...parts.map(part), word("app.name")].filter(Boolean).join(" · ");
}
