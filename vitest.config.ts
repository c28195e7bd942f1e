// Test runner settings: one copy of graphql, real processes, no watch.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Files share a process and what it has imported: 270 processes took a minute and a half of the run.
    isolate: false,
    setupFiles: ['./test/postgres/emptied-databases.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['./test/ground/files-in-memory.ts', './test/postgres/shared-cluster.ts'],
  },
});
