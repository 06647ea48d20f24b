/**
 * The words of a page that starts on weak devices: the part of i18next and react-i18next that our
 * sentences use, no plurals, no formats. The floor is built with it in the place of both
 * (vite.floor.config.ts); a test holds it to what i18next says.
 */

import { useSyncExternalStore } from "react";

type Tree = { readonly [key: string]: string | Tree };
type Told = Readonly<Record<string, unknown>>;
type Say = (key: string, told?: Told) => string;

/** Every sentence of a language by its whole name. */
const sentences = new Map<string, Map<string, string>>();
const hearers = new Set<() => void>();
const HOLES = /\{\{(\w+)\}\}/g;

function filed(into: Map<string, string>, tree: Tree, above: string): void {
  for (const [key, found] of Object.entries(tree)) {
    if (typeof found === "string") into.set(above + key, found);
    else filed(into, found, `${above}${key}.`);
  }
}

/** What is said in a language; a new function for each, so that what depends on it is anew. */
function speaking(language: string): Say {
  return (key, told) => {
    const sentence = sentences.get(language)?.get(key) ?? key;
    return told ? sentence.replace(HOLES, (_, name: string) => String(told[name] ?? "")) : sentence;
  };
}

const i18next = {
  isInitialized: false,
  language: "",
  t: speaking(""),
  use: (_part: unknown) => i18next,
  async init({ lng }: { readonly lng: string } & Told): Promise<void> {
    i18next.isInitialized = true;
    await i18next.changeLanguage(lng);
  },
  addResourceBundle(language: string, _space: string, words: Tree, _deep?: boolean): void {
    const into = sentences.get(language) ?? new Map<string, string>();
    filed(into, words, "");
    sentences.set(language, into);
  },
  async changeLanguage(language: string): Promise<void> {
    i18next.language = language;
    i18next.t = speaking(language);
    for (const hear of hearers) hear();
  },
};

export type i18n = typeof i18next;
export default i18next;
export const initReactI18next = null;

function listen(hear: () => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/** The words in the language of now. */
export function useTranslation(): { readonly t: Say; readonly i18n: i18n } {
  const t = useSyncExternalStore(listen, () => i18next.t);
  return { t, i18n: i18next };
}
