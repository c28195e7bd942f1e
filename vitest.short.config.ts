// Short forms of the fault tests: the same faults for seconds instead of minutes, two files at a time.
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

export default defineConfig({ ...base, test: { ...base.test, include: ['test/fault/**/*.short.ts'], isolate: true } });
