// The oracle after a fault run: the database is started alone, judged together with what a subscriber saw, and stopped again.
import { postgresDir } from '../../src/server/opened-database.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import type { ResumingSubscriber } from './resuming-subscriber.ts';
import { judgeAt, type Judgement } from './tool/judge-at.ts';

/** What the run knows: global ids of accepted tasks turned into UUIDs, and its subscriber. */
export interface Knowledge {
  readonly accepted: readonly string[];
  readonly subscriber: ResumingSubscriber;
}

/** The judgement as a table, and every violation. */
export async function judge(dataDir: string, { accepted, subscriber }: Knowledge): Promise<Judgement> {
  const server = await startPostgres({ dataDir: postgresDir(dataDir), log: () => undefined });
  try {
    return await judgeAt(server.url, { subscribers: [subscriber], expectations: { accepted } });
  } finally {
    await server.stop();
  }
}
