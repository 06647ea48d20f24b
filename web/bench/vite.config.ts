import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page that the floor is measured against; built as the product is, shipped never. */
export default defineConfig({
  plugins: [react()],
  root: here("."),
  base: "/",
  resolve: { alias: { "@": here("../src") } },
  build: {
    emptyOutDir: true,
    target: "chrome87",
    rolldownOptions: { input: here("./antd.html") },
  },
});
