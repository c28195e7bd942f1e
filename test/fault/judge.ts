// The oracle after a fault run: a database is judged together with what a subscriber saw; an embedded one is started alone for it.
import pg from 'pg';
import type { Connection } from '../../src/store/database.ts';
import { wireTypes } from '../../src/store/wire-types.ts';
import { postgresDir } from '../../src/server/opened-database.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { oracle, type Expectations } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import type { ResumingSubscriber } from './resuming-subscriber.ts';

/** What the run knows: ids of accepted tasks as UUIDs, its subscriber, and whatever else the database cannot tell. */
export interface Knowledge extends Omit<Expectations, 'accepted'> {
  readonly accepted: readonly string[];
  readonly subscriber: ResumingSubscriber;
}

/** The judgement as a table, and every violation. */
export interface Judgement {
  readonly text: string;
  readonly violations: readonly string[];
}

/** Judges the embedded database of a directory, whose server has ended; `look` may ask the database for more before it is stopped. */
export async function judge(dataDir: string, knowledge: Knowledge, look: (db: Connection) => Promise<void> = () => Promise.resolve()): Promise<Judgement> {
  const server = await startPostgres({ dataDir: postgresDir(dataDir), log: () => undefined });
  try {
    return await connected(server.url, async (db) => {
      await look(db);
      return judgeOn(db, knowledge);
    });
  } finally {
    await server.stop();
  }
}

/** Judges a database that is there. */
export function judgeDatabase(url: string, knowledge: Knowledge): Promise<Judgement> {
  return connected(url, (db) => judgeOn(db, knowledge));
}

/** Does something on a connection of its own. */
export async function connected<T>(url: string, task: (db: Connection) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await task(connectionOf(client));
  } finally {
    await client.end();
  }
}

/** Events whose subject the API does not tell a subscriber: of a barrier it names the queue, of a deck only the name. That they came is judged, not whom they name. */
const UNTOLD = { name: 'test_judge_untold', text: `SELECT seq::float8 AS seq, subject_id AS "subjectId" FROM event WHERE kind LIKE 'queue.barrier\\_%' OR kind LIKE 'deck.%'` };

async function judgeOn(db: Connection, { accepted, subscriber, ...expectations }: Knowledge): Promise<Judgement> {
  const untold = new Map((await db.query<{ seq: number; subjectId: string }>(UNTOLD, [])).map(({ seq, subjectId }) => [seq, subjectId]));
  const events = subscriber.seen.map((event) => ({ ...event, subjectId: untold.get(event.seq) ?? event.subjectId }));
  const sight = { name: 'the resuming subscriber', after: subscriber.start, sawUpTo: subscriber.upTo, events };
  const report = await oracle({ db, clients: [sight], expectations: { ...expectations, accepted } });
  return { text: printed(report), violations: report.checks.flatMap((check) => check.violations.map((violation) => `${check.id}: ${violation}`)) };
}

function connectionOf(client: pg.Client): Connection {
  return {
    async query<Row>(statement: { name: string; text: string }, values: readonly unknown[]): Promise<Row[]> {
      return (await client.query({ ...statement, values: values as unknown[], types: wireTypes })).rows as Row[];
    },
  };
}
