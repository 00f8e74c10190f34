// The web page: `vite --config web/vite.config.ts` (or with web/ as working directory) serves and builds it.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { stackConfig } from "./stack-config.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  plugins: [react(), tailwindcss(), stackConfig()],
  resolve: {
    alias: {
      "@": at("src"),
      "@contracts": at("../supabase/functions/_shared/contracts"),
      "@database": at("../supabase/functions/_shared/database.types.ts"),
    },
  },
  server: { port: 5173, host: "127.0.0.1", fs: { allow: [at("..")] } },
  preview: { port: 4173, host: "127.0.0.1" },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2023",
    // A data: URL would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
});
