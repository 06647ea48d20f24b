import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig, type Plugin, type Rolldown } from "vite";
import { built } from "./vite.config.ts";

/** Everything a chunk may still load while the page is open. */
function laterFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const seen = new Set<string>();
  const found = new Set<string>();
  const visit = (name: string) => {
    const chunk = bundle[name];
    if (seen.has(name) || chunk?.type !== "chunk") return;
    seen.add(name);
    found.add(name);
    for (const one of chunk.viteMetadata?.importedCss ?? []) found.add(one);
    for (const one of chunk.viteMetadata?.importedAssets ?? []) found.add(one);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
  };
  visit(entry.fileName);
  return [...found];
}

/** What the screen that most terminals open with loads beside the frame. */
const FIRST = "/floor-station/index.ts";

/** A chunk with what it cannot run without, and its styles. */
function wholeFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const found = new Set([entry.fileName]);
  for (const name of found) {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk") continue;
    for (const next of [...chunk.imports, ...(chunk.viteMetadata?.importedCss ?? [])]) {
      found.add(next);
    }
  }
  return [...found];
}

const brought = (file: string) => ({ rel: file.endsWith(".css") ? "stylesheet" : "modulepreload" });

/**
 * The floor's page brings its first screen at once, and names all other chunks without loading
 * them: its service worker keeps them when the page stands.
 */
const named: Plugin = {
  name: "named-chunks",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle, chunk, path }) {
      if (bundle === undefined || chunk === undefined || !path.endsWith("/floor.html")) return html;
      const first = Object.values(bundle).find(
        (one) => one.type === "chunk" && one.facadeModuleId?.endsWith(FIRST),
      );
      const soon = first?.type === "chunk" ? wholeFiles(first, bundle) : [];
      const fresh = (file: string) => !html.includes(file);
      const later = laterFiles(chunk, bundle).filter((file) => fresh(file) && !soon.includes(file));
      return [
        ...soon.filter(fresh).map((file) => ({
          tag: "link",
          injectTo: "head" as const,
          attrs: { ...brought(file), crossorigin: true, href: `/${file}` },
        })),
        ...later.map((file) => ({
          tag: "meta",
          injectTo: "head" as const,
          attrs: { name: "later", content: `/${file}` },
        })),
      ];
    },
  },
};

/** One file for the frame, one for each screen, one for what several screens need. */
const FILES: Rolldown.OutputOptions = {
  codeSplitting: {
    groups: [
      { name: "floor", tags: ["$initial"], priority: 2 },
      { name: "screens", minShareCount: 2, priority: 1 },
    ],
  },
};

const LIGHT_WORDS = fileURLToPath(new URL("./src/shared/i18n/light.ts", import.meta.url));

/**
 * What weak devices are spared: the floor is written as the office is, and built with smaller
 * libraries of the same names.
 */
const LIGHTER: Readonly<Record<string, string>> = {
  "react/jsx-runtime": "preact/jsx-runtime",
  "react-dom/client": "preact/compat/client",
  "react-dom": "preact/compat",
  react: "preact/compat",
  "react-i18next": LIGHT_WORDS,
  i18next: LIGHT_WORDS,
};

/** The floor; built after the office, into the same folder. */
export default defineConfig(
  mergeConfig(built("floor"), {
    plugins: [named],
    publicDir: false,
    resolve: { alias: LIGHTER },
    build: { emptyOutDir: false, rolldownOptions: { output: FILES } },
  }),
);
