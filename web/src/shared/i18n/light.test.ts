import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, type Words } from "./index";
import light from "./light";

const SRC = join(import.meta.dirname, "../..");
const folders = readdirSync(SRC, { recursive: true })
  .map((name) => String(name).replaceAll("\\", "/"))
  .filter((name) => /^(shared|apps\/floor|features\/floor-).*\/en\.json$/.test(name))
  .map((name) => name.slice(0, -"/en.json".length));

function keysOf(words: Words, before = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  );
}

const read = (folder: string, language: string) =>
  JSON.parse(readFileSync(join(SRC, folder, `${language}.json`), "utf8")) as Words;
const keys = folders.flatMap((folder) => keysOf(read(folder, "en")));

/** A value for every hole that any sentence has; one is missing, one has signs of its own. */
const TOLD = new Proxy(
  { count: 3, name: "a & <b> $1", at: null },
  { has: () => true, get: (given, name) => Reflect.get(given, name) ?? `<${String(name)}>` },
);

beforeAll(async () => {
  await i18next.init({
    resources: {},
    lng: "en",
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  for (const language of LANGUAGES) {
    for (const folder of folders) {
      i18next.addResourceBundle(language, "translation", read(folder, language), true);
      light.addResourceBundle(language, "translation", read(folder, language));
    }
  }
});

describe.each(LANGUAGES)("the floor's words in %s", (language) => {
  it("are said as i18next says them", async () => {
    await i18next.changeLanguage(language);
    await light.changeLanguage(language);
    const told = Object.fromEntries(
      keys
        .flatMap((key) => [...i18next.t(key).matchAll(/\{\{(\w+)\}\}/g)])
        .map(([, name = ""]) => [name, TOLD[name as keyof typeof TOLD]]),
    );
    expect(keys.length).toBeGreaterThan(300);
    expect(keys.map((key) => light.t(key, told))).toEqual(
      keys.map((key) => i18next.t(key, { ...told })),
    );
    expect(light.t("no.such.sentence")).toBe("no.such.sentence");
  });
});
