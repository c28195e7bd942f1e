// An administrator's hand that ends every connection of a database, again and again.
import pg from 'pg';

/** What was done. */
export interface TerminatorCounts {
  readonly rounds: number;
  readonly backends: number;
}

const TERMINATE = `SELECT count(*)::int AS n FROM (SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()) x WHERE ended`;

/** Ends all backends of the database of `url` at random moments between `fromMs` and `toMs` apart until `forMs` milliseconds are over. */
export async function terminateBackends(url: string, pace: { random: () => number; fromMs: number; toMs: number; forMs: number }): Promise<TerminatorCounts> {
  const { random, fromMs, toMs, forMs } = pace;
  const database = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  let [rounds, backends] = [0, 0];
  try {
    for (const end = performance.now() + forMs; performance.now() < end; rounds++) {
      await new Promise((resolve) => setTimeout(resolve, fromMs + random() * (toMs - fromMs))); // the moment of the fault, not a wait for a result
      backends += (await client.query<{ n: number }>(TERMINATE, [database])).rows[0]!.n;
    }
  } finally {
    await client.end();
  }
  return { rounds, backends };
}
