import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Browsers the floor and the office are promised to: Chrome/WebView 87 and Chrome 109. */
const FLOOR_TARGET = "chrome87";

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

/** A chunk with what it cannot run without. */
function wholeFiles(entry: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): string[] {
  const found = new Set([entry.fileName]);
  for (const name of found) {
    const chunk = bundle[name];
    if (chunk?.type === "chunk") for (const next of chunk.imports) found.add(next);
  }
  return [...found];
}

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
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
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

export default defineConfig({
  plugins: [react(), named],
  base: "/",
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../src/taktline/_web"),
    emptyOutDir: true,
    target: FLOOR_TARGET,
    assetsDir: "assets",
    sourcemap: false,
    manifest: true,
    rolldownOptions: { input: { office: here("./office.html"), floor: here("./floor.html") } },
  },
});
