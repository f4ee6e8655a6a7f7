import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{lib,workers,agent,scripts,app,bench,chaos}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The machines that run this have two cores, and some tests start real processes.
    maxWorkers: 2,
  },
});
