// The oracle after a fault run: the database is started alone, judged together with what a subscriber saw, and stopped again.
import pg from 'pg';
import type { Connection } from '../../src/store/database.ts';
import { wireTypes } from '../../src/store/wire-types.ts';
import { postgresDir } from '../../src/server/opened-database.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import type { ResumingSubscriber } from './resuming-subscriber.ts';

/** What the run knows: global ids of accepted tasks turned into UUIDs, and its subscriber. */
export interface Knowledge {
  readonly accepted: readonly string[];
  readonly subscriber: ResumingSubscriber;
}

/** The judgement as a table, and every violation. */
export async function judge(dataDir: string, knowledge: Knowledge): Promise<{ text: string; violations: readonly string[] }> {
  const server = await startPostgres({ dataDir: postgresDir(dataDir), log: () => undefined });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    const { subscriber, accepted } = knowledge;
    const sight = { name: 'the resuming subscriber', after: subscriber.start, sawUpTo: subscriber.upTo, events: subscriber.seen };
    const report = await oracle({ db: connectionOf(client), clients: [sight], expectations: { accepted } });
    return { text: printed(report), violations: report.checks.flatMap((check) => check.violations.map((violation) => `${check.id}: ${violation}`)) };
  } finally {
    await client.end();
    await server.stop();
  }
}

function connectionOf(client: pg.Client): Connection {
  return {
    async query<Row>(statement: { name: string; text: string }, values: readonly unknown[]): Promise<Row[]> {
      return (await client.query({ ...statement, values: values as unknown[], types: wireTypes })).rows as Row[];
    },
  };
}
