/** How the screens are built: into the package of presentation, which serves them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Packs every script and style once, here, so that the server needn't with each answer. */
function packed(): Plugin {
  return {
    name: "packed",
    writeBundle({ dir = "" }) {
      for (const name of readdirSync(join(dir, "assets")).filter((each) => /\.(js|css|svg)$/.test(each))) {
        const path = join(dir, "assets", name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), packed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/noc_presentation/frontend_build",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy lets no data: script or style in
    chunkSizeWarningLimit: 700,
  },
  // Presentation fills in a new one with each page; nothing else may bring styles.
  html: { cspNonce: "NOC_CSP_NONCE" },
  server: { proxy: { "/api": process.env.NOC_URL ?? "http://127.0.0.1:8080" } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
    testTimeout: 60_000, // a limit for what hangs, not for what is slow on a busy machine
  },
});
