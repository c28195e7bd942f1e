// Which events a reader wants: the same conditions as SQL here and as a predicate in the hub.
import type { EventKind } from '../../domain/event/kind.ts';

/** Every field that is given must match; an empty filter lets everything through. Ids must be UUIDs: check those from outside before. */
export interface EventFilter {
  /** Any of these; an empty list matches nothing. */
  readonly kinds?: readonly EventKind[];
  readonly subjectId?: string;
  readonly taskId?: string;
  readonly runId?: string;
  readonly queueId?: string;
  readonly projectId?: string;
  /** Events of these projects, and those of none. */
  readonly reach?: readonly string[];
}

/** The part of a WHERE clause and its values. */
export interface FilterSql {
  /** Starts with ` AND` unless empty. */
  readonly text: string;
  readonly values: readonly unknown[];
  /** One letter for each field in use: statements of the same shape share a prepared statement. */
  readonly shape: string;
  /** True when an index (task or run, then seq) finds the rows, so that rare ones cost no walk over the log. */
  readonly indexed: boolean;
}

/**
 * The filter as SQL whose parameters start after the first `taken` ones. Each shape has a text of its own, because
 * `$1 IS NULL OR column = $1` keeps the planner from using an index.
 */
export function filterSql(filter: EventFilter, taken: number): FilterSql {
  const used = FIELDS.filter(([field]) => filter[field] !== undefined);
  return {
    text: used.map(([, , condition], i) => ` AND ${condition(taken + 1 + i)}`).join(''),
    values: used.map(([field]) => filter[field]),
    shape: used.map(([, letter]) => letter).join(''),
    indexed: filter.taskId !== undefined || filter.runId !== undefined,
  };
}

type Field = readonly [keyof EventFilter, string, (n: number) => string];

const FIELDS: readonly Field[] = [
  ['kinds', 'k', (n) => `kind = ANY($${n}::text[])`],
  ['subjectId', 's', (n) => `subject_id = $${n}::uuid`],
  ['taskId', 't', (n) => `task_id = $${n}::uuid`],
  ['runId', 'r', (n) => `run_id = $${n}::uuid`],
  ['queueId', 'q', (n) => `queue_id = $${n}::uuid`],
  ['projectId', 'p', (n) => `project_id = $${n}::uuid`],
  ['reach', 'g', (n) => `(project_id IS NULL OR project_id = ANY($${n}::uuid[]))`],
];
