/** The words of the client in Chinese and English; switched without losing what is on the screen. */

import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { speak } from "../api/http";
import en from "./en.json";
import zh from "./zh.json";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words as i18next reads them: groups of groups of sentences. */
export type Words = { readonly [key: string]: string | Words };
type Spoken = { readonly [language in Language]: Words };

const KEPT = "taktline.language";

/** The language chosen before, else the browser's if we have it, else English. */
export function firstLanguage(kept: string | null, wished: readonly string[]): Language {
  const known = (code: string | null): Language | undefined =>
    LANGUAGES.find((one) => code?.toLowerCase().startsWith(one));
  return known(kept) ?? wished.map(known).find((one) => one !== undefined) ?? "en";
}

const added: Spoken[] = [{ en, zh }];

/** Bring the words of a feature; its `index.ts` does so when the feature is loaded. */
export function addWords(words: Spoken): void {
  added.push(words);
  if (i18next.isInitialized) put(words);
}

function put(words: Spoken): void {
  for (const language of LANGUAGES) {
    i18next.addResourceBundle(language, "translation", words[language], true);
  }
}

/** Prepare all words; the caller waits for it before the first picture. */
export async function prepareWords(): Promise<i18n> {
  const language = firstLanguage(localStorage.getItem(KEPT), navigator.languages);
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: language,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  added.forEach(put);
  told(language);
  return i18next;
}

/** Switch the language of everything that is shown. */
export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  told(language);
  await i18next.changeLanguage(language);
}

function told(language: Language): void {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  speak(language);
}
