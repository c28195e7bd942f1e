// Fault tests: processes are killed and connections cut for real, one file after the other, with room for slow recoveries.
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** One fault test, ms: twenty kills with a restart after each were planned for five minutes. */
const FAULT_TEST_MS = 10 * 60_000;
/** Start or end of what a fault test needs, ms. */
const FAULT_HOOK_MS = 2 * 60_000;

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/fault/**/*.fault.ts'],
    maxWorkers: 1,
    isolate: true,
    fileParallelism: false,
    testTimeout: FAULT_TEST_MS,
    hookTimeout: FAULT_HOOK_MS,
  },
});
