// Records of steps as a retry sees them: which count, and those from one step on set aside so that they are done again.
import type { PhaseSection, PhaseState } from '../../domain/attempt/phase.ts';
import type { Connection, Statement } from '../database.ts';

/** A generation of a task's records. */
export interface RecordsOf {
  readonly taskId: string;
  readonly generation: number;
}

/** A step to begin again with, as far as its place goes. */
export interface RetriedStep {
  readonly id: string;
  readonly ord: number;
  readonly section: PhaseSection;
  readonly index: number;
  readonly superseded: boolean;
}

const STEP: Statement = {
  name: 'step-to-retry',
  text: `SELECT step.id, step.ord, phase.section, phase.index, step.superseded FROM step JOIN phase ON phase.id = step.phase_id WHERE step.id = $3 AND step.task_id = $1 AND step.generation = $2`,
};

/** A step of the generation by its id; undefined when it has none of that id. */
export async function stepToRetry(tx: Connection, { taskId, generation }: RecordsOf, stepId: string): Promise<RetriedStep | undefined> {
  return (await tx.query<RetriedStep>(STEP, [taskId, generation, stepId]))[0];
}

// A step that was tried several times counts once, as its newest try stands.
const COUNT: Statement = {
  name: 'count-records',
  text: `SELECT count(*) FILTER (WHERE kept)::int AS kept, count(*) FILTER (WHERE NOT kept)::int AS repeated
    FROM (SELECT DISTINCT ON (step.phase_id, step.path, step.sample)
        step.state IN ('SUCCEEDED', 'SKIPPED') AND phase.section <> 'cleanup' AND ($3::bigint IS NULL OR step.ord < $3) AS kept
      FROM step JOIN phase ON phase.id = step.phase_id WHERE step.task_id = $1 AND step.generation = $2 AND NOT step.superseded
      ORDER BY step.phase_id, step.path, step.sample, step.try DESC) newest`,
};

/** How many steps on record are kept, and how many are not, when everything from a record on (null: only what did not succeed) and the cleanup is done again. */
export async function countRecords(tx: Connection, { taskId, generation }: RecordsOf, fromOrd: number | null): Promise<{ kept: number; repeated: number }> {
  return (await tx.query<{ kept: number; repeated: number }>(COUNT, [taskId, generation, fromOrd]))[0]!;
}

// Phases go by their place, not by their records alone: one without any, such as an iteration of expressions, comes again too.
const SUPERSEDE: Statement = {
  name: 'supersede-records',
  text: `WITH p AS MATERIALIZED (SELECT id FROM phase WHERE task_id = $1 AND generation = $2
      AND (section = 'cleanup' OR ($3::bigint IS NOT NULL AND (array_position(ARRAY['prep','main','cleanup'], section), index) >= (array_position(ARRAY['prep','main','cleanup'], $4::text), $5::int)))),
    s AS (UPDATE step SET superseded = true WHERE task_id = $1 AND generation = $2 AND NOT superseded
      AND (ord >= $3::bigint OR phase_id IN (SELECT phase.id FROM phase WHERE phase.task_id = $1 AND phase.generation = $2 AND phase.section = 'cleanup')))
  UPDATE phase SET state = 'STOPPED', ended_at = coalesce(ended_at, now()) FROM p WHERE phase.id = p.id AND phase.state <> 'STOPPED' RETURNING phase.id, phase.section, phase.index, phase.state`,
};

/** A phase that was set back. */
export interface StoppedPhase {
  readonly id: string;
  readonly section: PhaseSection;
  readonly index: number;
  readonly state: PhaseState;
}

/** Sets the records of the cleanup aside, and those from a step on when one is given; gives back the phases that became STOPPED because of it. The task must have no live attempt. */
export async function supersede(tx: Connection, { taskId, generation }: RecordsOf, from: RetriedStep | null): Promise<readonly StoppedPhase[]> {
  const phases = await tx.query<StoppedPhase>(SUPERSEDE, [taskId, generation, from?.ord ?? null, from?.section ?? null, from?.index ?? null]);
  return [...phases].sort((a, b) => ORDER.indexOf(a.section) - ORDER.indexOf(b.section) || a.index - b.index);
}

const ORDER: readonly PhaseSection[] = ['prep', 'main', 'cleanup', 'node'];
