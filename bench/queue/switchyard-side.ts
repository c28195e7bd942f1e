// Ours: the engine's claim and report as runners call them, with attempts, phases and events. A task that is claimed has started.
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../dist/domain/access.js';
import { COMMAND_CAPABILITIES } from '../../dist/domain/attempt/runner.js';
import { DISPATCH_PROTOCOL } from '../../dist/domain/dispatch/protocol.js';
import { claim } from '../../dist/engine/dispatch/claim.service.js';
import { report } from '../../dist/engine/dispatch/report/report.service.js';
import { openSession } from '../../dist/engine/dispatch/session.service.js';
import type { Engine } from '../../dist/engine/engine.js';
import { Database } from '../../dist/store/database.js';
import { onConnection } from '../bench-database.ts';
import type { BenchServer } from '../bench-server.ts';
import { queueAndTemplate, seedQueued } from './seeded-tasks.ts';
import { type QueueSide, requireAll, type Terms, warm } from './side.ts';

/** Connections of a server's pool in these measurements. */
export const POOL_SIZE = 16;

/** A server's engine with a pool of its own for each round, which feeds the server's live events. */
export function switchyardSide(server: BenchServer): QueueSide {
  return {
    name: 'switchyard',
    url: server.databaseUrl,
    async fill(terms, jobs) {
      const db = await Database.open({ url: server.databaseUrl, poolSize: POOL_SIZE, transactionTimeout: 5_000 });
      const engine: Engine = { ...server.engine, db };
      await warm(db.pool, terms.takers);
      const queue = `bench-${randomUUID().slice(0, 8)}`;
      const made = await queueAndTemplate(engine, server.admin, queue);
      await onConnection(server.databaseUrl, (client) => seedQueued(client, made, jobs));
      const sessions = await openSessions(engine, server.admin, { queue, terms });
      return { drain: () => drain(engine, server.admin, { sessions, terms, jobs }), close: () => db.close() };
    },
  };
}

/** Sessions of so many runners on one queue. */
export async function openSessions(engine: Engine, actor: Actor, { queue, terms }: { queue: string; terms: Terms }): Promise<string[]> {
  const opened = await Promise.all(Array.from({ length: terms.takers }, (_, i) => openSession(engine, actor, {
    protocol: DISPATCH_PROTOCOL, name: `${queue}-${i}`, kind: 'REMOTE', slots: terms.batch, kinds: ['command'], queues: [queue], can: { command: COMMAND_CAPABILITIES }, decks: [], host: 'bench', agent: 'bench',
  })));
  return opened.map(({ session }) => session);
}

async function drain(engine: Engine, actor: Actor, { sessions, terms, jobs }: { sessions: readonly string[]; terms: Terms; jobs: number }): Promise<void> {
  let done = 0;
  await Promise.all(sessions.map(async (session) => {
    let n = 0;
    for (;;) {
      const attempts = await claim(engine, actor, { session, max: terms.batch, decks: [] });
      if (attempts.length === 0) return;
      const items = attempts.map(({ attemptId, epoch }) => ({ n: ++n, type: 'finish' as const, attemptId, epoch, end: { by: 'EXIT' as const, exitCode: 0 } }));
      await report(engine, actor, { session, items });
      done += attempts.length;
    }
  }));
  requireAll(done, jobs);
}
