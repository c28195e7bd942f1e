import { expect, test, vi } from 'vitest';
import { mkdtempSync } from 'node:fs';
vi.mock('../../src/server/graphql-rooms.ts', () => ({ openGraphql: async () => ({ handle: (_q: unknown, r: { end(x: string): void }) => r.end('g'), handleUpgrade() {}, stats: () => ({ sockets: 0, subscribers: 0 }), drain: async () => {}, stop: async () => {} }) }));
import { startServer } from '../../src/server/start-server.ts';
import { readConfig } from '../../src/config.ts';
import { openLog } from '../../src/server/process-log.ts';
test('x', async () => {
  const dir = mkdtempSync('/tmp/srv/x-');
  for (let i = 0; i < 2; i++) {
    const t = performance.now();
    const server = await startServer(readConfig({ PORT: '0', DATA_DIR: dir, AUTH: 'keys', SWITCHYARD_RUNNERS: process.env['R'] ?? '0' }), { log: openLog({ level: 'info', readable: true, out: process.stderr }) });
    console.log('start', performance.now() - t, server.url, server.adminKey, server.runnerPids());
    for (const p of ['/healthz', '/readyz', '/', '/nothing', '/graphql', '/metrics']) { const r = await fetch(server.url + p); console.log(p, r.status, await r.text()); }
    const m = await fetch(server.url + '/metrics', { headers: { authorization: `Bearer ${server.adminKey}` } }); console.log(m.status, await m.text());
    const t2 = performance.now();
    await server.close();
    console.log('close', performance.now() - t2);
  }
  expect(1).toBe(1);
}, 100000);
