import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, mergeConfig, type UserConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browser the floor is promised to, Chrome/WebView 87; the office has Chrome 109. */
const OLDEST = "chrome87";

/**
 * How each of the two pages is built. They share no file: a chunk that both may load is cut by what
 * both need, and the floor, which starts on weak devices, would begin with a dozen small ones.
 */
export function built(page: string): UserConfig {
  return {
    plugins: [react()],
    base: "/",
    resolve: { alias: { "@": here("./src") } },
    build: {
      outDir: here("../src/taktline/_web"),
      target: OLDEST,
      assetsDir: "assets",
      sourcemap: false,
      manifest: `.vite/${page}.json`,
      rolldownOptions: { input: here(`./${page}.html`) },
    },
  };
}

/** The office; `vite.floor.config.ts` builds the floor beside it. */
export default defineConfig(mergeConfig(built("office"), { build: { emptyOutDir: true } }));
