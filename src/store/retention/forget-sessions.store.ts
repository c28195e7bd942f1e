// Sessions of runners that have long been over.
import type { Connection, Statement } from '../database.ts';

/** Sessions forgotten by one statement at most. */
export const FORGET_SESSIONS_BATCH = 1_000;

/** Forgets sessions that ended so many days ago and that nothing is left of but their attempts, at most `FORGET_SESSIONS_BATCH`; gives how many. */
export async function forgetSessions(conn: Connection, days: number): Promise<number> {
  return (await conn.query<{ readonly n: number }>(FORGET, [days]))[0]!.n;
}

// A session that a runner still names, or whose attempt is live, is not over whatever its row says.
const FORGET: Statement = {
  name: 'forget-sessions',
  text: `WITH gone AS (DELETE FROM runner_session WHERE id = ANY(ARRAY(
      SELECT s.id FROM runner_session s WHERE s.ended_at < now() - make_interval(days => $1)
        AND NOT EXISTS (SELECT 1 FROM runner WHERE runner.id = s.runner_id AND runner.session_id = s.id)
        AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.runner_id = s.runner_id AND attempt.session_id = s.id AND attempt.state <> 'ENDED')
      ORDER BY s.ended_at LIMIT ${FORGET_SESSIONS_BATCH})) RETURNING 1)
    SELECT count(*)::int AS n FROM gone`,
};
