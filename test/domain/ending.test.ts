import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTEMPT_OUTCOMES } from '../../src/domain/attempt/attempt.ts';
import { endingOf, type EndedTask, type LostEnd } from '../../src/domain/attempt/ending.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import { MAX_EVENT_DATA, MAX_EVENT_TEXT, eventText } from '../../src/domain/event/event.ts';
import { STEP_STATES } from '../../src/domain/steps/step-record.ts';
import { HOLDS } from '../../src/domain/task/hold.ts';
import { ABORT_ORDER, type Order } from '../../src/domain/task/order.ts';
import { decideRetry, type RetryHistory } from '../../src/domain/task/retry.ts';
import { DEFAULT_RETRY, MAX_BACKOFF_SECONDS } from '../../src/domain/task/spec.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';
import { mayChange } from '../../src/domain/task/transition.ts';
import { anyEnd, anyOrder, anyPolicy } from './domain-arbitraries.ts';

const FRESH: RetryHistory = { lostCount: 0, failedCount: 0 };
const RUNNING: EndedTask = {
  kind: 'command', status: 'in_progress', order: null, hold: 'NONE', retry: DEFAULT_RETRY, history: FRESH, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
};
const LOST: LostEnd = { by: 'LOST', message: 'silent' };
const ORDERED = (verb: Order['verb']): AttemptEnd => ({ by: 'ORDER', verb, exitCode: null, signal: 'SIGTERM' });

const anyHistory = fc.record({ lostCount: fc.nat(8), failedCount: fc.nat(8) });
const anyLastStep = fc.record({ id: fc.uuid(), method: fc.string(), state: fc.constantFrom(...STEP_STATES) });
const anyTaskAtEnd: fc.Arbitrary<EndedTask> = fc.record({
  kind: fc.constantFrom('command' as const, 'steps' as const), status: fc.constantFrom(...TASK_STATUSES), order: fc.option(anyOrder), hold: fc.constantFrom(...HOLDS), retry: anyPolicy, history: anyHistory,
  lastStep: fc.option(anyLastStep), isFailing: fc.boolean(), isOver: fc.boolean(),
  attempt: fc.record({ fence: fc.constantFrom('LEASED' as const, 'EXTERNAL' as const), state: fc.constantFrom('CLAIMED' as const, 'RUNNING' as const), hasPlace: fc.boolean() }),
});

describe('the end of an attempt', () => {
  const none: Order | null = null;
  test.each([
    ['exit 0', { by: 'EXIT', exitCode: 0 }, none, 'COMPLETED', null, 'completed'],
    ['exit 3', { by: 'EXIT', exitCode: 3 }, none, 'FAILED', 'EXIT', 'failed'],
    ['exit 0 although told to end', { by: 'EXIT', exitCode: 0 }, ABORT_ORDER, 'COMPLETED', null, 'completed'],
    ['a signal nobody here sent', { by: 'SIGNAL', signal: 'SIGSEGV' }, none, 'FAILED', 'EXIT', 'failed'],
    ['the time limit', { by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' }, none, 'FAILED', 'TIMED_OUT', 'failed'],
    ['a stop', ORDERED('STOP'), { verb: 'STOP', after: 'TASK', cleanup: 'RUN' }, 'STOPPED', null, 'stopped'],
    ['an abort', ORDERED('ABORT'), ABORT_ORDER, 'ABORTED', 'ABORTED', 'stopped'],
    ['a kill', ORDERED('KILL'), { verb: 'KILL', after: null, cleanup: 'SKIP' }, 'ABORTED', 'ABORTED', 'stopped'],
    ['work that cannot be started', { by: 'INVALID', message: 'no such program' }, none, 'FAILED', 'INVALID', 'failed'],
    ['a crash of the runner around it', { by: 'CRASHED', message: 'disk full' }, none, 'FAILED', 'CRASHED', 'failed'],
    ['a hand-back', { by: 'HANDED_BACK', message: 'shutting down' }, none, 'HANDED_BACK', null, 'queued'],
    ['a hand-back of what was told to end', { by: 'HANDED_BACK', message: '' }, ABORT_ORDER, 'HANDED_BACK', null, 'stopped'],
    ['a lost lease', LOST, none, 'LOST', 'CRASHED', 'queued'],
    ['a lost lease of what was told to end', LOST, ABORT_ORDER, 'LOST', 'ABORTED', 'stopped'],
  ] as const)('by %s has one outcome and one status of the task', (_name, end, order, outcome, failure, status) => {
    const ending = endingOf(end as AttemptEnd | LostEnd, { ...RUNNING, order });
    expect([ending.attempt.outcome, ending.attempt.failure, ending.taskStatus]).toEqual([outcome, failure, status]);
  });

  test('always has one outcome of the closed set and a status that the system may give', () => {
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, (end, task) => {
      const ending = endingOf(end, task);
      expect(ATTEMPT_OUTCOMES).toContain(ending.attempt.outcome);
      expect(['SUCCEEDED', 'FAILED', 'STOPPED']).toContain(ending.phase);
      if (ending.taskStatus !== null) expect(mayChange(task.status, ending.taskStatus, 'SYSTEM')).toBe(true);
      // What is queued must have a time to go on, and what goes on must be on its way into a queue by a legal change.
      if (ending.taskStatus === 'queued') expect(ending.againAfter).not.toBeNull();
      if (ending.againAfter !== null) expect(mayChange(ending.taskStatus!, 'queued', 'SYSTEM')).toBe(true);
    }));
  });

  test('leaves a task alone that is not in progress any more', () => {
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, (end, task) => {
      if (task.status === 'in_progress' || (task.status === 'queued' && task.attempt.state === 'CLAIMED')) return;
      expect(endingOf(end, task)).toMatchObject({ taskStatus: null, againAfter: null, history: task.history });
    }));
  });

  test('is never followed by another attempt once any order to end was given', () => {
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, anyOrder, (end, task, order) => {
      const ending = endingOf(end, { ...task, status: 'in_progress', order });
      expect(ending.againAfter).toBeNull();
      expect(['completed', 'failed', 'stopped']).toContain(ending.taskStatus);
    }));
  });

  test('keeps what the runner said of exit code and signal, and gives a failure only to what did not succeed', () => {
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, (end, task) => {
      const { attempt } = endingOf(end, task);
      if ('exitCode' in end) expect(attempt.exitCode).toBe(end.exitCode);
      if ('signal' in end) expect(attempt.signal).toBe(end.signal);
      if (attempt.outcome === 'COMPLETED') expect([attempt.failure, attempt.exitCode]).toEqual([null, 'exitCode' in end ? 0 : null]);
      if (attempt.outcome === 'FAILED' || attempt.outcome === 'ABORTED' || attempt.outcome === 'LOST') expect(attempt.failure).not.toBeNull();
    }));
  });
});

describe('another attempt by itself', () => {
  test('a task that always loses its runner fails after as many attempts as its policy says', () => {
    expect(attemptsUntilEnd(() => LOST, DEFAULT_RETRY)).toEqual({ attempts: 5, status: 'failed' });
    expect(attemptsUntilEnd(() => LOST, { ...DEFAULT_RETRY, onLost: 'FAIL' })).toEqual({ attempts: 1, status: 'failed' });
    expect(attemptsUntilEnd(() => LOST, { ...DEFAULT_RETRY, maxLost: 1 })).toEqual({ attempts: 1, status: 'failed' });
  });

  test('a task that always fails ends after its retries, and one that cannot be started is not tried again', () => {
    expect(attemptsUntilEnd(() => ({ by: 'EXIT', exitCode: 1 }), { ...DEFAULT_RETRY, maxRetries: 3 })).toEqual({ attempts: 4, status: 'failed' });
    expect(attemptsUntilEnd(() => ({ by: 'INVALID', message: '' }), { ...DEFAULT_RETRY, maxRetries: 3 })).toEqual({ attempts: 1, status: 'failed' });
  });

  test('whatever mixture of losses and failures a task goes through, it ends within (retries + 1) times the losses allowed', () => {
    const bad = fc.constantFrom<AttemptEnd | LostEnd>(LOST, { by: 'EXIT', exitCode: 1 }, { by: 'CRASHED', message: '' }, { by: 'TIMEOUT', exitCode: null, signal: null });
    fc.assert(fc.property(fc.infiniteStream(bad), anyPolicy, (ends, retry) => {
      const bound = (retry.maxRetries + 1) * retry.maxLost;
      expect(attemptsUntilEnd(() => ends.next().value!, retry).attempts).toBeLessThanOrEqual(bound);
    }));
  });

  test('a hand-back costs nothing: it is repeated at once and counts neither as lost nor as failed', () => {
    fc.assert(fc.property(anyPolicy, anyHistory, (retry, history) => {
      expect(endingOf({ by: 'HANDED_BACK', message: '' }, { ...RUNNING, retry, history })).toMatchObject({ taskStatus: 'queued', againAfter: 0, history });
    }));
  });

  test('what was cleaning up after a failed step ends failed when its runner is gone, and is never carried out again by itself', () => {
    const failing: EndedTask = { ...RUNNING, kind: 'steps', isFailing: true, lastStep: { id: 's', method: 'pump.rinse', state: 'RUNNING' } };
    for (const hold of HOLDS) {
      expect(endingOf(LOST, { ...failing, hold })).toMatchObject({ attempt: { outcome: 'LOST', failure: 'CRASHED' }, taskStatus: 'failed', againAfter: null, hold: null, phase: 'FAILED' });
      expect(endingOf({ by: 'HANDED_BACK', message: '' }, { ...failing, hold })).toMatchObject({ attempt: { outcome: 'HANDED_BACK', failure: null }, taskStatus: 'failed', againAfter: null, hold: null });
    }
    for (const end of [LOST, { by: 'HANDED_BACK', message: '' } as const]) {
      expect(endingOf(end, { ...failing, order: ABORT_ORDER }).taskStatus).toBe('stopped');
      expect(endingOf(end, { ...failing, isFailing: false })).toMatchObject({ taskStatus: 'queued', againAfter: 0, hold: { hold: 'STEP_FAILED' } });
    }
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, (end, task) => {
      expect(endingOf(end, { ...task, status: 'in_progress', isFailing: true }).againAfter).toBeNull();
    }));
  });

  test('once a run is over nothing of it is tried again by itself; only what is handed back unharmed goes on', () => {
    const over: EndedTask = { ...RUNNING, isOver: true, retry: { ...DEFAULT_RETRY, maxRetries: 8, maxLost: 8 } };
    expect(endingOf({ by: 'EXIT', exitCode: 1 }, over)).toMatchObject({ taskStatus: 'failed', againAfter: null });
    expect(endingOf(LOST, over)).toMatchObject({ taskStatus: 'failed', againAfter: null });
    expect(endingOf({ by: 'HANDED_BACK', message: '' }, over)).toMatchObject({ taskStatus: 'queued', againAfter: 0 });
    fc.assert(fc.property(anyEnd, anyTaskAtEnd, (end, task) => {
      if (end.by !== 'HANDED_BACK') expect(endingOf(end, { ...task, status: 'in_progress', isOver: true }).againAfter).toBeNull();
    }));
  });

  test('a failure of the work ends a row of losses, and success clears both counts', () => {
    const history = { lostCount: 3, failedCount: 1 };
    expect(endingOf({ by: 'EXIT', exitCode: 1 }, { ...RUNNING, history }).history).toEqual({ lostCount: 0, failedCount: 2 });
    expect(endingOf(LOST, { ...RUNNING, history }).history).toEqual({ lostCount: 4, failedCount: 1 });
    expect(endingOf({ by: 'EXIT', exitCode: 0 }, { ...RUNNING, history }).history).toEqual(FRESH);
  });

  test('the wait doubles from failure to failure and never exceeds its limit', () => {
    const wait = (failedCount: number, backoffSeconds = 10) => decideRetry('FAILED', { ...DEFAULT_RETRY, maxRetries: 100, backoffSeconds }, { kind: 'command', history: { lostCount: 0, failedCount }, order: null });
    expect([0, 1, 2, 3].map((n) => wait(n))).toEqual([10, 20, 40, 80].map((delaySeconds) => ({ again: true, delaySeconds })));
    fc.assert(fc.property(fc.nat(99), fc.double({ min: 0, max: MAX_BACKOFF_SECONDS, noNaN: true }), (failed, backoff) => {
      const decision = wait(failed, backoff);
      expect(decision.again && decision.delaySeconds >= Math.min(backoff, MAX_BACKOFF_SECONDS) && decision.delaySeconds <= MAX_BACKOFF_SECONDS).toBe(true);
    }));
  });
});

describe('texts within events', () => {
  test('a message of an end, however long or strange, leaves room for its event', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.constantFrom('a', '\u0001', '"', '😀'), (text, filler) => {
      const message = text + filler.repeat(9_000);
      const { attempt } = endingOf({ by: 'INVALID', message }, RUNNING);
      expect(JSON.stringify(attempt).length).toBeLessThan(MAX_EVENT_DATA - 700);
      expect(attempt.message.isWellFormed()).toBe(true);
      expect(attempt.message.endsWith('…')).toBe(true);
    }), { numRuns: 10 });
  });

  test('a text is never cut through the middle of a character', () => {
    for (let short = 0; short < 170; short++) {
      for (let long = 0; long < 8; long++) {
        const cut = eventText('\u0001'.repeat(short) + 'a'.repeat(long) + '😀'.repeat(1_000));
        expect(cut.isWellFormed(), `after ${short} and ${long}`).toBe(true);
        expect(JSON.stringify(cut).length).toBeLessThanOrEqual(MAX_EVENT_TEXT);
      }
    }
  });

  test('a text that fits is not touched, and one that is cut keeps as much as fits', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 160 }), (text) => {
      expect(eventText(text)).toBe(text);
    }));
    const cut = eventText('a'.repeat(5_000));
    expect(JSON.stringify(cut)).toHaveLength(MAX_EVENT_TEXT);
  });
});

/** Plays a task through its attempts until it ends for good. */
function attemptsUntilEnd(next: () => AttemptEnd | LostEnd, retry: EndedTask['retry']) {
  let history = FRESH;
  for (let attempts = 1; ; attempts++) {
    const ending = endingOf(next(), { ...RUNNING, retry, history });
    if (ending.againAfter === null) return { attempts, status: ending.taskStatus };
    if (attempts > 10_000) throw new Error('this task never ends');
    history = ending.history;
  }
}
