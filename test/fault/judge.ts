// The oracle after a fault run: a database is judged together with what a subscriber saw; an embedded one is started alone for it.
import type { Connection } from '../../src/store/database.ts';
import { postgresDir } from '../../src/server/opened-database.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import type { Expectations } from '../oracle/oracle.ts';
import type { ResumingSubscriber } from './resuming-subscriber.ts';
import { connected, judgeAt, type Judgement } from './tool/judge-at.ts';

/** What the run knows: ids of accepted tasks as UUIDs, its subscriber, and whatever else the database cannot tell. */
export interface Knowledge extends Omit<Expectations, 'accepted'> {
  readonly accepted: readonly string[];
  readonly subscriber: ResumingSubscriber;
}

/** Judges the embedded database of a directory, whose server has ended; `look` may ask the database for more before it is stopped. */
export async function judge(dataDir: string, knowledge: Knowledge, look: (db: Connection) => Promise<void> = () => Promise.resolve()): Promise<Judgement> {
  const server = await startPostgres({ dataDir: postgresDir(dataDir), log: () => undefined });
  try {
    await connected(server.url, look);
    return await judgeDatabase(server.url, knowledge);
  } finally {
    await server.stop();
  }
}

/** Judges a database that is there. */
export function judgeDatabase(url: string, { accepted, subscriber, ...expectations }: Knowledge): Promise<Judgement> {
  return judgeAt(url, { subscribers: [subscriber], expectations: { ...expectations, accepted } });
}
