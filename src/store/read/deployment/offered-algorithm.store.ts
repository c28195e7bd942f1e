// Algorithms that runners offer: which there are, and which contradict each other.
import type { AlgorithmDescription } from '../../../domain/graph/algorithm.ts';
import type { Connection, Statement } from '../../database.ts';

/** Most algorithms of all runners together that are known; those of runners seen long ago are left out first. */
export const MAX_OFFERED_ALGORITHMS = 10_000;

/** An algorithm as a runner described it last. */
export interface OfferedAlgorithm {
  readonly description: AlgorithmDescription;
  /** Whether a runner is there that has it. */
  readonly isAvailable: boolean;
}

const LIVES = `runner.state <> 'GONE' AND runner.lease_until > now()`;

const ALL: Statement = {
  name: 'offered-algorithms',
  text: `SELECT description, "isAvailable" FROM (
      SELECT DISTINCT ON (a.description->>'name') a.description, ${LIVES} AS "isAvailable", runner.seen_at
      FROM runner CROSS JOIN LATERAL jsonb_array_elements(runner.algorithms) AS a (description) WHERE runner.algorithms <> '[]'
      ORDER BY a.description->>'name', ${LIVES} DESC, runner.seen_at DESC, runner.id) newest
    ORDER BY "isAvailable" DESC, seen_at DESC, description->>'name' LIMIT ${MAX_OFFERED_ALGORITHMS}`,
};

/** Every algorithm that a runner has or had; of several descriptions that of a runner that is there, else the newest. */
export function offeredAlgorithms(conn: Connection): Promise<readonly OfferedAlgorithm[]> {
  return conn.query<OfferedAlgorithm>(ALL, []);
}

const LOCK: Statement = { name: 'lock-algorithms', text: `SELECT pg_advisory_xact_lock(hashtextextended('switchyard.algorithms', 0))` };
const CONFLICT: Statement = {
  name: 'conflicting-algorithm',
  text: `SELECT runner.name AS runner, theirs.description->>'name' AS algorithm FROM runner CROSS JOIN LATERAL jsonb_array_elements(runner.algorithms) AS theirs (description)
      JOIN jsonb_array_elements($2::jsonb) AS ours (description) ON ours.description->>'name' = theirs.description->>'name'
    WHERE runner.id <> $1 AND ${LIVES} AND runner.algorithms <> '[]' AND ours.description <> theirs.description ORDER BY runner.name, algorithm LIMIT 1`,
};

/** Keeps other runners from offering algorithms until this transaction ends, and gives one of these that a living runner other than this describes in another way. */
export async function conflictingAlgorithm(tx: Connection, runnerId: string, algorithms: readonly AlgorithmDescription[]): Promise<{ readonly runner: string; readonly algorithm: string } | undefined> {
  const [, rows] = await Promise.all([tx.query(LOCK, []), tx.query<{ runner: string; algorithm: string }>(CONFLICT, [runnerId, JSON.stringify(algorithms)])]);
  return rows[0];
}
