import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Browsers the floor and the office are promised to: Chrome/WebView 87 and Chrome 109. */
const FLOOR_TARGET = "chrome87";

export default defineConfig({
  plugins: [react()],
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
