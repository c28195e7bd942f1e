// Records of phases and steps as reports make them: what is on record, and one statement each for what changes.
import type { PhaseSection, PhaseState } from '../../domain/attempt/phase.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import type { StepKind } from '../../domain/steps/step.ts';
import type { StepState } from '../../domain/steps/step-record.ts';
import type { Sample } from '../../domain/steps/steps-spec.ts';
import type { Connection, Statement } from '../database.ts';

/** A place to look up; without a path only its phase is meant. */
export interface RecordKey {
  readonly attemptId: string;
  readonly section: PhaseSection;
  readonly index: number;
  readonly path?: string;
  readonly sample?: number;
  readonly try?: number;
}

/** What is on record for a place. */
export interface KnownRecord {
  /** Index of the place among those asked for. */
  readonly n: number;
  readonly phaseId: string | null;
  readonly phaseState: PhaseState | null;
  /** The record of the try, when it has one. */
  readonly stepId: string | null;
  readonly stepState: StepState | null;
  /** The number that the try has, or would have, in the books. */
  readonly storedTry: number;
  /** How many tries of the step count. */
  readonly tries: number;
}

/** What is on record for a place of which nothing is. */
export const NOTHING_KNOWN: KnownRecord = { n: 0, phaseId: null, phaseState: null, stepId: null, stepState: null, storedTry: 1, tries: 0 };

// A runner counts the tries that count; in the books those that a retry from an earlier step has superseded keep their numbers, so
// that the two differ after such a retry.
const KNOWN: Statement = {
  name: 'known-records',
  text: `SELECT x.n, phase.id AS "phaseId", phase.state AS "phaseState", k.ids[x.try] AS "stepId", k.states[x.try] AS "stepState", coalesce(k.turns[x.try], k.last + 1, 1) AS "storedTry", coalesce(cardinality(k.ids), 0) AS tries
    FROM jsonb_to_recordset($1::jsonb) AS x (n int, "attemptId" uuid, section text, index int, path text, sample int, try int)
    JOIN LATERAL (SELECT task_id, generation FROM attempt WHERE attempt.id = x."attemptId" LIMIT 1) attempt ON true
    LEFT JOIN LATERAL (SELECT id, state FROM phase WHERE task_id = attempt.task_id AND generation = attempt.generation AND section = x.section AND index = x.index LIMIT 1) phase ON true
    LEFT JOIN LATERAL (
      SELECT array_agg(s.id ORDER BY s.try) FILTER (WHERE NOT s.superseded) AS ids, array_agg(s.state ORDER BY s.try) FILTER (WHERE NOT s.superseded) AS states,
        array_agg(s.try ORDER BY s.try) FILTER (WHERE NOT s.superseded) AS turns, max(s.try) AS last
      FROM step s WHERE s.phase_id = phase.id AND s.path = x.path AND s.sample = x.sample) k ON true
    ORDER BY x.n`,
};

/** What is on record for places; those of attempts that do not exist are left out. */
export async function knownRecords(tx: Connection, keys: readonly RecordKey[]): Promise<readonly KnownRecord[]> {
  return keys.length === 0 ? [] : tx.query<KnownRecord>(KNOWN, [JSON.stringify(keys.map((key, n) => ({ n, ...key })))]);
}

/** A phase to write as it is now. */
export interface PhaseRow {
  readonly id: string;
  /** Whether it has no row yet. */
  readonly isNew: boolean;
  readonly taskId: string;
  readonly generation: number;
  readonly section: PhaseSection;
  readonly index: number;
  readonly state: PhaseState;
  readonly parameters: readonly Sample[] | null;
  readonly outputs: readonly Sample[] | null;
}

// A phase that begins again in a later attempt keeps its row and the time of its first beginning. Records that are all new have a statement of their
// own: most short runs tell of a node when it is over, and an update of nothing is half of what such a statement costs.
const PHASES = 'WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, "isNew" boolean, "taskId" uuid, generation int, section text, index int, state text, parameters jsonb, outputs jsonb))';
const INSERT_PHASES = `INSERT INTO phase (id, task_id, generation, section, index, state, ended_at, parameters, outputs)
    SELECT id, "taskId", generation, section, index, state, CASE WHEN state <> 'RUNNING' THEN now() END, parameters, outputs FROM x WHERE "isNew"`;
const NEW_PHASES: Statement = { name: 'write-new-phases', text: `${PHASES} ${INSERT_PHASES}` };
const WRITE_PHASES: Statement = {
  name: 'write-phases',
  text: `${PHASES},
  u AS (UPDATE phase p SET state = x.state, ended_at = CASE WHEN x.state <> 'RUNNING' THEN now() END, parameters = coalesce(x.parameters, p.parameters),
      outputs = CASE WHEN x.state = 'RUNNING' THEN NULL ELSE coalesce(x.outputs, p.outputs) END FROM x WHERE p.id = x.id AND p.id = ANY(ARRAY(SELECT id FROM x WHERE NOT "isNew")))
  ${INSERT_PHASES}`,
};

/** Writes phases, each at most once. */
export async function writePhases(tx: Connection, phases: readonly PhaseRow[]): Promise<void> {
  if (phases.length > 0) await tx.query(phases.every(({ isNew }) => isNew) ? NEW_PHASES : WRITE_PHASES, [JSON.stringify(phases)]);
}

/** A record to write as it is now. */
export interface StepRow {
  readonly id: string;
  /** Whether it has no row yet; one that has is only ever ended: its arguments and its beginning stay. */
  readonly isNew: boolean;
  readonly taskId: string;
  readonly generation: number;
  readonly phaseId: string;
  readonly attemptNo: number;
  readonly path: string;
  readonly sample: number;
  readonly try: number;
  readonly kind: StepKind;
  readonly method: string;
  readonly args: { readonly [name: string]: JsonValue };
  readonly state: StepState;
  /** Nothing when absent or null. */
  readonly output?: JsonValue;
  readonly error: string | null;
}

// The ends of rows that exist and the rows that begin, in one statement: a report mostly brings one of each. The list of ids says what the
// join says already, but leaves no choice: planned while the table was empty, the join alone reads all of it (4 ms at 10,000 steps, not 0.1).
const STEPS = `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (n int, "isNew" boolean, id uuid, "taskId" uuid, generation int, "phaseId" uuid, "attemptNo" int, path text, sample int, try int, kind text, method text, args jsonb,
    state text, output jsonb, error text))`;
const INSERT_STEPS = `INSERT INTO step (id, task_id, generation, phase_id, attempt_no, path, sample, try, kind, method, args, state, output, error, ended_at)
    SELECT id, "taskId", generation, "phaseId", "attemptNo", path, sample, try, kind, method, args, state, output, error, CASE WHEN state <> 'RUNNING' THEN now() END
    FROM x WHERE "isNew" ORDER BY n`;
const NEW_STEPS: Statement = { name: 'write-new-steps', text: `${STEPS} ${INSERT_STEPS}` };
const WRITE_STEPS: Statement = {
  name: 'write-steps',
  text: `${STEPS},
  u AS (UPDATE step SET state = x.state, output = x.output, error = x.error, ended_at = now() FROM x
    WHERE step.id = x.id AND step.id = ANY(ARRAY(SELECT id FROM x WHERE NOT "isNew")) AND step.state = 'RUNNING')
  ${INSERT_STEPS}`,
};

/** Writes records of steps, each at most once, new ones in the order given. */
export async function writeSteps(tx: Connection, steps: readonly StepRow[]): Promise<void> {
  if (steps.length > 0) await tx.query(steps.every(({ isNew }) => isNew) ? NEW_STEPS : WRITE_STEPS, [JSON.stringify(steps.map((step, n) => ({ n, ...step })))]);
}
