// Interoperation tests: clients that others have written, unchanged, against this server.
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** One test, ms: a pipeline starts an agent and, one after the other, four processes that each import the SDK. */
const INTEROP_TEST_MS = 3 * 60_000;
/** Start or end of what a test needs, ms. */
const INTEROP_HOOK_MS = 60_000;

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/interop/**/*.interop.ts'],
    isolate: true,
    globalSetup: ['./test/postgres/shared-cluster.ts', './test/interop/python-packages.ts'],
    testTimeout: INTEROP_TEST_MS,
    hookTimeout: INTEROP_HOOK_MS,
  },
});
