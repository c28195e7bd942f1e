// The oracle over a running database, together with what subscribers saw.
import pg from 'pg';
import type { Connection } from '../../../src/store/database.ts';
import { wireTypes } from '../../../src/store/wire-types.ts';
import { type Expectations, oracle } from '../../oracle/oracle.ts';
import { printed } from '../../oracle/oracle-report.ts';
import type { ResumingSubscriber } from '../resuming-subscriber.ts';

/** The judgement as a table, and every violation. */
export interface Judgement {
  readonly text: string;
  readonly violations: readonly string[];
}

/** Events whose subject the API does not tell a subscriber: of a barrier it names the queue, of a deck only the name. That they came is judged, not whom they name. */
const UNTOLD = { name: 'test_judge_untold', text: `SELECT seq::float8 AS seq, subject_id AS "subjectId" FROM event WHERE kind LIKE 'queue.barrier\\_%' OR kind LIKE 'deck.%'` };

/** Judges the database at that address. */
export function judgeAt(url: string, { subscribers, expectations }: { subscribers: readonly ResumingSubscriber[]; expectations: Expectations }): Promise<Judgement> {
  return connected(url, async (db) => {
    const untold = new Map((await db.query<{ seq: number; subjectId: string }>(UNTOLD, [])).map(({ seq, subjectId }) => [seq, subjectId]));
    const clients = subscribers.map((one, i) => ({
      name: `subscriber ${i}`, after: one.start, sawUpTo: one.upTo, events: one.seen.map((event) => ({ ...event, subjectId: untold.get(event.seq) ?? event.subjectId })),
    }));
    const report = await oracle({ db, clients, expectations });
    return { text: printed(report), violations: report.checks.flatMap((check) => check.violations.map((violation) => `${check.id}: ${violation}`)) };
  });
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

function connectionOf(client: pg.Client): Connection {
  return {
    async query<Row>(statement: { name: string; text: string }, values: readonly unknown[]): Promise<Row[]> {
      return (await client.query({ ...statement, values: values as unknown[], types: wireTypes })).rows as Row[];
    },
  };
}
