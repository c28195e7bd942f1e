// The API's tests on the other executor: `npm test` has run them on the one that a server starts with, compiled.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const vitest = path.join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const env = { ...process.env, SWITCHYARD_TEST_EXECUTOR: 'plain' };
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/api', 'test/live', 'test/access', ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(status ?? 1);
