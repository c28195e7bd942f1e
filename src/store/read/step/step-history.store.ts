// Reads of what earlier attempts have done: page by page, bounded by rows and by bytes.
import type { PhaseSection, PhaseState } from '../../../domain/attempt/phase.ts';
import { MAX_HISTORY, type PastStep } from '../../../domain/dispatch/protocol.ts';
import type { Connection, Statement } from '../../database.ts';

/** Most JSON of outputs in one page, in characters; a page has one record at least. */
export const MAX_HISTORY_OUTPUT = 2_000_000;

/** Whose records. */
export interface HistoryOf {
  readonly taskId: string;
  readonly generation: number;
}

const PHASES: Statement = { name: 'past-phases', text: 'SELECT section, index, state FROM phase WHERE task_id = $1 AND generation = $2 ORDER BY id LIMIT $3' };

/** Most phases of one task: its iterations, preparation and cleanup. */
const MAX_PHASES = 20_000;

/** The phases of a generation in the order in which they began. */
export function readPastPhases(conn: Connection, of: HistoryOf): Promise<{ section: PhaseSection; index: number; state: PhaseState }[]> {
  return conn.query(PHASES, [of.taskId, of.generation, MAX_PHASES]);
}

// Superseded tries do not count: the numbers of the others close up, as runners count them.
const STEPS: Statement = {
  name: 'past-steps',
  text: `WITH page AS MATERIALIZED (
    SELECT s.*, phase.section, phase.index, sum(coalesce(length(s.output::text), 0)) OVER (ORDER BY s.ord) AS size
    FROM (SELECT * FROM step WHERE task_id = $1 AND generation = $2 AND ord > $3 AND NOT superseded ORDER BY ord LIMIT ${MAX_HISTORY + 1}) s JOIN phase ON phase.id = s.phase_id)
  SELECT section, index, path, sample, try - (SELECT count(*)::int FROM step o WHERE o.phase_id = page.phase_id AND o.path = page.path AND o.sample = page.sample AND o.superseded AND o.try < page.try) AS try,
    kind, state, output, ord, (SELECT max(ord) FROM page) AS last
  FROM page WHERE size <= ${MAX_HISTORY_OUTPUT} OR ord = (SELECT min(ord) FROM page) ORDER BY ord LIMIT ${MAX_HISTORY}`,
};

/** The records after a place, in the order of their making; `next` is the place after this page, null when that was all. */
export async function readPastSteps(conn: Connection, page: HistoryOf & { readonly after: number }): Promise<{ steps: readonly PastStep[]; next: number | null }> {
  const rows = await conn.query<PastStep & { ord: number; last: number }>(STEPS, [page.taskId, page.generation, page.after]);
  const end = rows.at(-1);
  return { steps: rows.map(({ ord: _ord, last: _last, ...step }) => step), next: end === undefined || end.ord === end.last ? null : end.ord };
}
