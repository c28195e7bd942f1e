// The lists of tasks whose plans are read: every filter alone, the common pairs, every order; and those that no index serves, by name.
import type { Filter, FilterLeaf } from '../../src/domain/filter/filter.ts';
import { idOf, KIND, type PlannedList, RARE } from './plan-ground.ts';

const eq = (field: string, value: string | number): FilterLeaf => ({ kind: 'compare', path: [field], op: 'eq', value });
const tag = (...values: string[]): FilterLeaf => ({ kind: 'list', path: ['tags'], op: 'all', values });
const both = (...parts: Filter[]): Filter => ({ kind: 'and', parts });
const oneOf = (field: string, ...values: string[]): FilterLeaf => ({ kind: 'oneOf', path: [field], op: 'in', values });
const name = (op: 'contains' | 'startsWith' | 'endsWith', value: string, ignoreCase = false): FilterLeaf => ({ kind: 'text', path: ['name'], op, value, ignoreCase });
const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString();
const time = (field: string, op: 'lt' | 'gt', ago: number): FilterLeaf => ({ kind: 'compare', path: [field], op, value: day(ago) });
const by = (field: 'CREATED_AT' | 'NAME' | 'STATUS_CHANGED_AT', descending: boolean): NonNullable<PlannedList['order']> => ({ field, descending });

const COMMON = { project: idOf(KIND.project, 1), queue: idOf(KIND.queue, 1), user: idOf(KIND.user, 1) };
const UNCOMMON = { project: idOf(KIND.project, RARE), queue: idOf(KIND.queue, RARE), user: idOf(KIND.user, RARE) };
const NEVER = { project: idOf(KIND.project, 98), user: idOf(KIND.user, 98) };

/** Lists that an index serves, whatever the number of tasks. */
export const SERVED: Readonly<Record<string, PlannedList>> = {
  'everything': {},
  'a common project': { filter: eq('projectId', COMMON.project) },
  'a rare project': { filter: eq('projectId', UNCOMMON.project) },
  'no project': { filter: eq('projectId', NEVER.project) },
  'one of two projects': { filter: oneOf('projectId', COMMON.project, UNCOMMON.project) },
  'a run': { filter: eq('runId', idOf(KIND.run, 1)) },
  'a common queue': { filter: eq('queueId', COMMON.queue) },
  'a rare queue': { filter: eq('queueId', UNCOMMON.queue) },
  'a common creator': { filter: eq('createdBy', COMMON.user) },
  'a rare creator': { filter: eq('createdBy', UNCOMMON.user) },
  'a source of clones': { filter: eq('clonedFrom', idOf(KIND.task, 1)) },
  'clones': { filter: { kind: 'exists', path: ['clonedFrom'] } },
  'the most common status': { filter: eq('status', 'completed') },
  'a status that 2 % have': { filter: eq('status', 'failed') },
  'a rare status': { filter: eq('status', 'stopped') },
  'a status that none has': { filter: eq('status', 'queued') },
  'one of two statuses': { filter: oneOf('status', 'failed', 'completed') },
  'one of two rare statuses': { filter: oneOf('status', 'stopped', 'queued') },
  'the common kind': { filter: eq('specKind', 'command') },
  'a rare kind': { filter: eq('specKind', 'steps') },
  'a hold': { filter: eq('hold', 'USER') },
  'no hold': { filter: eq('hold', 'NONE') },
  'the common priority': { filter: eq('priority', 0) },
  'a rare priority': { filter: eq('priority', 9) },
  'a high priority': { filter: { kind: 'compare', path: ['priority'], op: 'ge', value: 5 } },
  'the first generation': { filter: eq('generation', 1) },
  'a later generation': { filter: { kind: 'compare', path: ['generation'], op: 'gt', value: 1 } },
  'a name that ten have': { filter: eq('name', 'Job 7') },
  'a rare name': { filter: eq('name', 'Rare Name') },
  'a name whatever its case': { filter: { ...eq('name', 'rare NAME'), ignoreCase: true } as Filter },
  'a name that none has': { filter: eq('name', 'nobody') },
  'one of three names': { filter: oneOf('name', 'Job 1', 'Job 2', 'Rare Name') },
  'a rare beginning': { filter: name('startsWith', 'Rare') },
  'a rare beginning whatever its case': { filter: name('startsWith', 'rARE', true) },
  'a common beginning': { filter: name('startsWith', 'Job') },
  'a tag that 1 % have': { filter: tag('common') },
  'a rare tag': { filter: tag('rare') },
  'a tag that none has': { filter: tag('nothing') },
  'two tags': { filter: tag('rare', 'old') },
  'one of two tags': { filter: { kind: 'list', path: ['tags'], op: 'any', values: ['rare', 'common'] } },
  'no tags': { filter: { kind: 'list', path: ['tags'], op: 'empty', values: [] } },
  'made lately': { filter: time('createdAt', 'gt', 1) },
  'started lately': { filter: time('startedAt', 'gt', 1) },
  'ended lately': { filter: time('endedAt', 'gt', 1) },
  'changed lately': { filter: time('statusChangedAt', 'gt', 1) },
  'changed lately, the last change first': { filter: time('statusChangedAt', 'gt', 1), order: by('STATUS_CHANGED_AT', true) },
  'changed long ago, the last change first': { filter: time('statusChangedAt', 'lt', 50), order: by('STATUS_CHANGED_AT', true) },
  'made first of all, the newest first': { filter: time('createdAt', 'lt', 99.9) },
  'started first of all, the newest first': { filter: time('startedAt', 'lt', 99.9) },
  'ended first of all, the newest first': { filter: time('endedAt', 'lt', 99.9) },
  'changed first of all, the newest first': { filter: time('statusChangedAt', 'lt', 99.9) },
  'not started': { filter: { kind: 'not', part: { kind: 'exists', path: ['startedAt'] } } },
  'all but a status': { filter: { kind: 'not', part: eq('status', 'failed') } },
  'a common project and a status that 2 % have': { filter: both(eq('projectId', COMMON.project), eq('status', 'failed')) },
  'a rare project and a common status': { filter: both(eq('projectId', UNCOMMON.project), eq('status', 'stopped')) },
  'a project and a queue': { filter: both(eq('projectId', COMMON.project), eq('queueId', COMMON.queue)) },
  'a project and a rare tag': { filter: both(eq('projectId', UNCOMMON.project), tag('rare')) },
  'a project and a tag': { filter: both(eq('projectId', COMMON.project), tag('common')) },
  'a project and a name': { filter: both(eq('projectId', UNCOMMON.project), eq('name', 'Rare Name')) },
  'a project and a part of the name': { filter: both(eq('projectId', UNCOMMON.project), name('contains', 'are', true)) },
  'a status and a creator': { filter: both(eq('status', 'failed'), eq('createdBy', COMMON.user)) },
  'a status and lately': { filter: both(eq('status', 'failed'), time('statusChangedAt', 'gt', 1)) },
  'a run and a node': { filter: both(eq('runId', idOf(KIND.run, 1)), eq('node', 'node-0-500')) },
  'a name or a tag': { filter: { kind: 'or', parts: [eq('name', 'Rare Name'), tag('rare')] } },
  'a part of the name that 1 % have': { filter: name('contains', '00', true) },
  'the oldest': { order: by('CREATED_AT', false) },
  'by name': { order: by('NAME', false) },
  'by name backwards': { order: by('NAME', true) },
  'by change': { order: by('STATUS_CHANGED_AT', false) },
  'by change backwards': { order: by('STATUS_CHANGED_AT', true) },
  'a status that 2 % have by change': { filter: eq('status', 'failed'), order: by('STATUS_CHANGED_AT', true) },
  'a rare status by change': { filter: eq('status', 'stopped'), order: by('STATUS_CHANGED_AT', true) },
  'a rare status by name': { filter: eq('status', 'stopped'), order: by('NAME', true) },
  'a common project by name': { filter: eq('projectId', COMMON.project), order: by('NAME', false) },
  'a rare project by name': { filter: eq('projectId', UNCOMMON.project), order: by('NAME', false) },
  'a rare tag by name': { filter: tag('rare'), order: by('NAME', false), isScattered: true },
};

/** Lists that look at row after row when what they look for is rare or old; those with a limit of time end at it. */
export const UNSERVED: Readonly<Record<string, PlannedList>> = {
  'a part of the name that none has': { filter: name('contains', 'nothing like it', true) },
  'an end of the name that none has': { filter: name('endsWith', 'nothing like it') },
  'a pattern that none has': { filter: { kind: 'regex', path: ['name'], pattern: '^no+thing$' } },
  'a node of any run': { filter: eq('node', 'node-0-500') },
  'a tag that only the older half have': { filter: tag('old') },
  'made in the older half, the newest first': { filter: time('createdAt', 'lt', 50) },
  'changed in the older half, the newest first': { filter: time('statusChangedAt', 'lt', 50) },
};
