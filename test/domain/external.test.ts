// Decisions about outside workers: a table by example, and what holds for every state.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  closingFor, decideDequeue, decideOutcome, decideStart, DEQUEUE_STATUSES, endOfPatience, OUTSIDE_ENDS, standingOf, type CallerStanding, type OutsideView,
} from '../../src/domain/attempt/external.ts';
import { ATTEMPT_OUTCOMES } from '../../src/domain/attempt/attempt.ts';
import { endingOf } from '../../src/domain/attempt/ending.ts';
import { COMMAND_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import { SPEC_KINDS } from '../../src/domain/task/spec.ts';
import type { TaskState } from '../../src/domain/task/situation.ts';
import { TASK_STATUSES, type TaskStatus } from '../../src/domain/task/status.ts';
import { mayChange } from '../../src/domain/task/transition.ts';
import { anyOrder, anyPolicy, anyTask } from './domain-arbitraries.ts';

const STANDINGS: readonly CallerStanding[] = ['HOLDS', 'LAPSED', 'REVOKED', 'NONE'];
const anyView: fc.Arbitrary<OutsideView> = fc.record({
  task: anyTask, specKind: fc.constantFrom(...SPEC_KINDS), caller: fc.constantFrom(...STANDINGS), runEnded: fc.boolean(), runPaused: fc.boolean(), force: fc.boolean(),
});
const anyEnd = fc.constantFrom(...OUTSIDE_ENDS);

const IDLE: TaskState = { status: 'created', hold: 'NONE', pauseAfter: null, order: null, attempt: null, blocked: false, pausedByRun: false };
const CAN = COMMAND_CAPABILITIES;
const live = (fence: 'LEASED' | 'EXTERNAL', state: 'CLAIMED' | 'RUNNING' = 'RUNNING') => ({ attempt: { fence, state, can: CAN } });

function view(task: Partial<TaskState>, more: Partial<OutsideView> = {}): OutsideView {
  return { task: { ...IDLE, ...task }, specKind: 'command', caller: 'NONE', runEnded: false, runPaused: false, force: false, ...more };
}

/** A decision in one word. */
function shown(decision: { readonly kind: string; readonly code?: string; readonly via?: string }): string {
  return [decision.kind, decision.code ?? decision.via].filter(Boolean).join(' ');
}

const STARTS: readonly (readonly [string, OutsideView, string])[] = [
  ['created', view({}), 'BEGIN USER'],
  ['needs others', view({ blocked: true }, { force: true }), 'REFUSE BLOCKED'],
  ['waits in a queue', view({ status: 'queued' }), 'BEGIN USER'],
  ['waits, was handed to the caller before', view({ status: 'queued' }, { caller: 'LAPSED' }), 'BEGIN USER'],
  ['handed to the caller', view({ status: 'queued', ...live('EXTERNAL', 'CLAIMED') }, { caller: 'HOLDS' }), 'TAKE_UP USER'],
  ['handed to another', view({ status: 'queued', ...live('EXTERNAL', 'CLAIMED') }, { force: true }), 'REFUSE HANDED_OUT'],
  ['run by the caller', view({ status: 'in_progress', ...live('EXTERNAL') }, { caller: 'HOLDS' }), 'NOOP ALREADY_RUNNING'],
  ['run by our runner, told from within', view({ status: 'in_progress', ...live('LEASED') }), 'NOOP ALREADY_RUNNING'],
  ['run by another since the caller was late', view({ status: 'in_progress', ...live('EXTERNAL') }, { caller: 'LAPSED', force: true }), 'REFUSE ALREADY_RUNNING'],
  ['in progress and run by nobody', view({ status: 'in_progress' }), 'BEGIN USER'],
  ['stopped', view({ status: 'stopped' }), 'BEGIN USER'],
  ['stopped after it was handed to the caller', view({ status: 'stopped' }, { caller: 'REVOKED', force: true }), 'REFUSE ALREADY_ENDED'],
  ['completed from within', view({ status: 'completed', ...live('LEASED') }), 'REOPEN USER'],
  ['failed from within', view({ status: 'failed', ...live('LEASED') }, { force: true }), 'REOPEN FORCE'],
  ['failed', view({ status: 'failed' }), 'REFUSE ALREADY_ENDED'],
  ['failed, and the caller insists', view({ status: 'failed' }, { force: true }), 'BEGIN FORCE'],
  ['closed', view({ status: 'closed' }), 'REFUSE FINAL'],
  ['published', view({ status: 'published' }), 'REFUSE FINAL'],
  ['unknown', view({ status: 'unknown' }), 'REFUSE UNKNOWN_STATUS'],
  ['of a paused run', view({}, { runPaused: true }), 'REFUSE RUN_PAUSED'],
  ['of a run that was paused since it was handed to the caller', view({ status: 'queued', ...live('EXTERNAL', 'CLAIMED') }, { caller: 'HOLDS', runPaused: true }), 'REFUSE RUN_PAUSED'],
  ['of a paused run, and the caller insists', view({ status: 'queued', ...live('EXTERNAL', 'CLAIMED') }, { caller: 'HOLDS', runPaused: true, force: true }), 'TAKE_UP USER'],
  ['of an ended run', view({}, { runEnded: true, force: true }), 'REFUSE RUN_ENDED'],
];

test.each(STARTS)('a start of a task that is %s', (_what, given, decision) => {
  expect(shown(decideStart(given))).toBe(decision);
});

test('the standing of a caller follows from its newest attempt', () => {
  expect(standingOf(null)).toBe('NONE');
  expect(standingOf({ state: 'CLAIMED', started: false, outcome: null })).toBe('HOLDS');
  expect(standingOf({ state: 'RUNNING', started: true, outcome: null })).toBe('HOLDS');
  for (const outcome of ATTEMPT_OUTCOMES) {
    expect(standingOf({ state: 'ENDED', started: true, outcome })).toBe('NONE');
    expect(standingOf({ state: 'ENDED', started: false, outcome })).toBe(outcome === 'HANDED_BACK' ? 'LAPSED' : 'REVOKED');
  }
});

test('what is accepted is a change that the table has for a person, or one that somebody insisted on', () => {
  fc.assert(fc.property(anyView, anyEnd, (given, to) => {
    const start = decideStart(given);
    if (!('code' in start)) expect(mayChange(given.task.status, 'in_progress', start.via) && (start.via === 'USER' || given.force)).toBe(true);
    const end = decideOutcome(given, to);
    if (end.kind === 'END') expect(mayChange(given.task.status, to, end.via) && (end.via === 'USER' || given.force)).toBe(true);
  }));
});

test('no call of an outside worker makes a second live attempt, ends one that has a lease, or touches work on devices', () => {
  fc.assert(fc.property(anyView, anyEnd, fc.constantFrom(...DEQUEUE_STATUSES), (given, to, status) => {
    const { task } = given;
    const [start, end, out] = [decideStart(given), decideOutcome(given, to), decideDequeue(given, status)];
    if (start.kind === 'BEGIN') expect(task.attempt).toBeNull();
    if (end.kind === 'END') expect(end.closes).toBe(task.attempt?.fence === 'EXTERNAL');
    if (task.attempt?.fence === 'LEASED') expect(out.kind).not.toBe('GO');
    if (given.specKind !== 'command') expect([start.kind, out.kind === 'GO']).toEqual(['REFUSE', false]);
  }));
});

test('only the worker that holds a hand-out can begin it or give it back', () => {
  fc.assert(fc.property(anyView, fc.constantFrom(...DEQUEUE_STATUSES), (any, status) => {
    const given: OutsideView = { ...any, task: { ...any.task, status: 'queued', ...live('EXTERNAL', 'CLAIMED') } };
    fc.pre(given.caller !== 'HOLDS');
    expect([decideStart(given).kind, decideDequeue(given, status).kind]).toEqual(['REFUSE', 'REFUSE']);
  }));
});

test('a dequeue never acts on a task that neither waits nor runs', () => {
  const others = TASK_STATUSES.filter((status): status is TaskStatus => status !== 'queued' && status !== 'in_progress');
  fc.assert(fc.property(anyView, fc.constantFrom(...others), fc.constantFrom(...DEQUEUE_STATUSES), (any, status, to) => {
    expect(decideDequeue({ ...any, task: { ...any.task, status } }, to)).toEqual({ kind: 'NOOP', code: 'NOT_QUEUED' });
  }));
});

test('an attempt that was never started is given up whatever ended it, unless the task is said to be complete', () => {
  fc.assert(fc.property(anyEnd, fc.option(anyOrder), (to, order) => {
    const { outcome } = closingFor(to, { started: false, order });
    expect(outcome).toBe(to === 'completed' ? 'COMPLETED' : 'ABORTED');
  }));
});

test('when patience is over a hand-out goes back to its place, and work that was started is stopped and never run again by itself, whatever the policy and the order', () => {
  fc.assert(fc.property(anyPolicy, fc.option(anyOrder), fc.nat(9), (retry, order, count) => {
    const task = { kind: 'command', hold: 'NONE', retry, history: { lostCount: count, failedCount: count }, lastStep: null, isFailing: false, isOver: false } as const;
    const back = endingOf(endOfPatience('CLAIMED', null), { ...task, order: null, status: 'queued', attempt: { fence: 'EXTERNAL', state: 'CLAIMED', hasPlace: true } });
    expect([back.taskStatus, back.againAfter, back.attempt.outcome]).toEqual(['queued', 0, 'HANDED_BACK']);
    const over = endingOf(endOfPatience('RUNNING', order), { ...task, order, status: 'in_progress', attempt: { fence: 'EXTERNAL', state: 'RUNNING', hasPlace: true } });
    expect([over.taskStatus, over.againAfter, over.attempt.outcome]).toEqual(['stopped', null, 'LOST']);
  }));
});
