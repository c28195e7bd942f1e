// Random queries over the tasks of the query ground; values are few, so that they meet.
import fc from 'fast-check';
import type { Query } from './query-model.ts';

/** What the ground has, as it is written. */
export interface Known {
  readonly ids: readonly string[];
  readonly projects: readonly string[];
  readonly user: string;
  readonly queue: string;
  readonly models: readonly string[];
}

const OPERATORS = ['__$all', '__$and', '__$any', '__$or', '__$nop', '__$not'] as const;
const NO_ID = 'f'.repeat(32);

/** Lists of values with operators, excluded ones and null among them. */
function list(values: readonly string[]): fc.Arbitrary<unknown> {
  const value = fc.constantFrom(...values);
  const token = fc.oneof({ weight: 6, arbitrary: value }, { weight: 2, arbitrary: value.map((one) => `-${one}`) }, { weight: 2, arbitrary: fc.constantFrom(...OPERATORS) }, { weight: 1, arbitrary: fc.constant(null) });
  return fc.oneof({ weight: 1, arbitrary: value }, { weight: 5, arbitrary: fc.array(token, { maxLength: 6 }) });
}

function members(values: readonly string[]): fc.Arbitrary<unknown> {
  const some = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 2 });
  const part = fc.record({ include: some, exclude: some }, { requiredKeys: [] });
  return fc.record({ any: part, all: part, op: fc.constantFrom('and', 'or') }, { requiredKeys: [] });
}

const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T00:10:00.000000+00:00', '2026-01-01T00:30:00', '2026-01-01 01:00:00+00:00', '2026-01-01T02:20:00+01:00'].map((text) => (/[Z+]/.test(text.slice(10)) ? text : `${text}Z`));
const time = fc.constantFrom(...TIMES);
const sign = fc.constantFrom('>=', '>', '<=', '<', '');
const constraints = fc.oneof(
  fc.tuple(sign, time).map(([s, t]) => `${s}${t}`),
  fc.array(fc.oneof(fc.tuple(sign, time).map(([s, t]) => `${s}${t}`), fc.constant('not a time')), { minLength: 1, maxLength: 3 }).filter((each) => each.length !== 2 || each.some((one) => /^[<>]/.test(one))),
  fc.tuple(fc.option(time), fc.option(time)),
);

function range(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(fc.option(value), fc.option(value)).filter(([a, b]) => a !== null || b !== null);
}

const pattern = fc.constantFrom('train', '^train$', '^eval\\.a$', '^eval_b$', 'a\\-b\\/c', '\\ ', '^Tr', '[0-9]+$', 't.*n', 'b|c', '^(?:train|eval)', '2$', '^$', 'x{2}', '[aeiou]{2}', 'first');
const groupFields = fc.subarray(['name', 'comment', 'tags', 'status', 'type', 'models.input.model', 'hyperparams.General.lr.value', 'system_tags'], { minLength: 1 });
const group = fc.oneof(
  fc.record({ fields: groupFields, pattern: fc.oneof(pattern, fc.constantFrom('TRAIN', 'A', 'DEV', '0', '^1')) }),
  fc.record({ fields: fc.subarray(['created', 'last_update', 'last_change', 'status_changed', 'started'], { minLength: 1 }), datetime: constraints }),
);
const order = fc.array(fc.tuple(fc.boolean(), fc.constantFrom('name', 'status', 'created', 'last_update', 'started', 'status_changed', 'last_iteration', 'hyperparams.General.lr.value', 'last_metrics.METRIC.VARIANT.value', 'comment', 'project', 'nothing')).map(([down, name]) => `${down ? '-' : ''}${name}`), { minLength: 1, maxLength: 3 });

/** Queries of up to three conditions. */
export function queries(known: Known): fc.Arbitrary<Query> {
  const members1 = fc.oneof(fc.record({ tags: members(['a', 'b', 'c']) }), fc.record({ status: members(['created', 'failed', 'completed']), system_tags: members(['development', 'archived']) }));
  const conditions: Record<string, fc.Arbitrary<unknown>> = {
    id: list([...known.ids.slice(0, 3), NO_ID, 'no id']), user: list([known.user, NO_ID]), project: list([...known.projects, NO_ID]), parent: list([...known.ids.slice(0, 2), NO_ID]), type: list(['training', 'testing', 'custom', 'nothing']),
    status: list(['created', 'queued', 'in_progress', 'failed', 'completed']), tags: list(['a', 'b', 'c', 'd']), system_tags: list(['development', 'archived', 'hidden']), 'execution.queue': list([known.queue, NO_ID]),
    'models.input.model': list([...known.models, NO_ID]), 'hyperparams.General.lr.value': list(['0.1', '9', 'abc', 'none']), name: pattern, comment: pattern, status_changed: constraints, last_update: constraints, last_change: constraints,
    created: range(time), started: range(time), active_duration: range(fc.constantFrom(0, 60, 600, 5_000)), last_iteration: range(fc.constantFrom(0, 1, 5, 40)), 'last_metrics.METRIC.VARIANT.value': range(fc.constantFrom(-1, 0, 0.25, 0.5, 3)),
    _any_: group, _or_: group, _all_: group, _and_: group, filters: members1, search_text: fc.constantFrom('train', 'TRAIN 2', 'eval first', 'git', 'zzz'),
  };
  const some = fc.subarray(Object.keys(conditions), { minLength: 1, maxLength: 3 }).chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, conditions[name]!]))));
  return fc.tuple(some, fc.record({ order_by: order, search_hidden: fc.boolean(), include_subprojects: fc.boolean() }, { requiredKeys: [] }), fc.option(fc.record({ page: fc.nat(2), page_size: fc.integer({ min: 1, max: 30 }) }), { freq: 3 })).map(
    ([asked, how, page]) => ({ ...asked, ...how, ...page, ...('search_text' in asked && how.order_by !== undefined ? { order_by: ['-@text_score', ...how.order_by] } : {}) }));
}
