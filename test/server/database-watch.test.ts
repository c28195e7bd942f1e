// The embedded PostgreSQL told to shut down by somebody who is not us.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { startServer } from '../../src/server/start-server.ts';
import { MUTATION, send } from './own-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const COUNT = '{"query":"{ projects { nodes { path } } }"}';

test.each(['SIGTERM', 'SIGINT'] as const)('after %s to its database from outside a server is ready again within seconds, with all it had, and ends in good order', async (signal) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-watch-'));
  const server = await startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, SWITCHYARD_RUNNERS: '0' }), { log: silentLog() });
  try {
    expect((await send(`${server.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: MUTATION })).status).toBe(200);
    const pid = (): number => Number(readFileSync(path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const before = pid();
    process.kill(before, signal);
    await vi.waitFor(async () => {
      expect(pid()).not.toBe(before);
      expect((await send(`${server.url}/readyz`)).status).toBe(200);
    }, { timeout: 15_000, interval: 50 });
    const answer = await send(`${server.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: COUNT });
    expect(answer.text).toContain('"/intruder"');
  } finally {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
