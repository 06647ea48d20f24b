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

/** The floor's page names all its chunks, so that its service worker keeps them at once. */
const named: Plugin = {
  name: "named-chunks",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle, chunk, path }) {
      if (bundle === undefined || chunk === undefined || !path.endsWith("/floor.html")) return html;
      return laterFiles(chunk, bundle)
        .filter((file) => !html.includes(file))
        .map((file) => ({
          tag: "link",
          injectTo: "head" as const,
          attrs: { rel: "prefetch", href: `/${file}` },
        }));
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
