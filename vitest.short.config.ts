// Short forms of the fault tests, seconds instead of minutes, and what measures the processor's time of its own process, where nothing of another file may be at work.
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

export default defineConfig({ ...base, test: { ...base.test, include: ['test/**/*.short.ts'], isolate: true } });
