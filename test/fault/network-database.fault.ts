// The link to the database goes silent without an end, three times, for less and for more than anything waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { startServer } from '../../src/server/start-server.ts';
import { POOL_WAIT_MS } from '../../src/store/database.ts';
import { MIGRATION_CONNECT_MS } from '../../src/store/migrate.ts';
import { ANSWER_MARGIN_MS } from '../../src/store/silent-connection.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { chosenSeed } from './seeded-random.ts';
import { FaultProxy } from './tool/fault-proxy.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { silenceDatabase } from './tool/silent-database.ts';

/** A call waits for a connection, then for one statement; the rest is a busy machine. */
const BOUND_MS = POOL_WAIT_MS + 1_000 + ANSWER_MARGIN_MS + 2_000;

test('a silent database costs each call a bounded wait and a clean refusal; nothing is lost or doubled and the server is ready soon after', async () => {
  const seed = chosenSeed();
  const { verdict, readyMs, slowestHealthMs } = await silenceDatabase({ seed, silencesMs: [2_000, 8_000, 15_000] });
  const figures = { ...verdict, boundMs: BOUND_MS, slowestHealthMs, readyP50Ms: percentile(readyMs, 0.5), readyMaxMs: Math.max(...readyMs) };
  reportFault({ fault: 'database link half-open for 2, 8 and 15 s', seed, figures });
  expect(verdict.unavailable, `seed ${seed}: it must have been felt`).toBeGreaterThan(0);
  expect(verdict.slowestMs, `seed ${seed}`).toBeLessThan(BOUND_MS);
  expect(slowestHealthMs, `seed ${seed}`).toBeLessThan(1_000);
  expect(Math.max(...readyMs), `seed ${seed}`).toBeLessThan(15_000);
});

test('a server that is started on a silent database says what is wrong within the time for a connection', async () => {
  const fresh = await freshDatabase();
  await using link = await FaultProxy.open(fresh.url);
  link.freeze();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-silent-'));
  const began = performance.now();
  const error: unknown = await startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, DATABASE_URL: link.through(fresh.url), SWITCHYARD_RUNNERS: '0' }), { log: silentLog() }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as Error).message).toMatch(/cannot be reached .*correct DATABASE_URL/);
  expect(performance.now() - began).toBeLessThan(MIGRATION_CONNECT_MS + 2_000);
  link.heal();
  rmSync(dataDir, { recursive: true });
  await fresh.drop();
});
