import { describe, expect, test } from 'vitest';
import { SPEC_KINDS } from '../../src/domain/task/spec.ts';
import { RETRY_FROM, retryStart, toldPlan } from '../../src/domain/task/retry-from.ts';

const RETRIABLE = ['stopped', 'failed', 'completed'] as const;

describe('from where a task is done again', () => {
  test.each([['stopped', 'FAILED'], ['failed', 'FAILED'], ['completed', 'START']] as const)('when nobody says, a task that is %s begins with %s', (status, from) => {
    expect(retryStart({ status, specKind: 'steps' }, null)).toEqual({ ok: true, from });
  });

  test('a completed task has nothing that failed to begin with', () => {
    for (const specKind of SPEC_KINDS) expect(retryStart({ status: 'completed', specKind }, 'FAILED')).toEqual({ ok: false, code: 'NOTHING_FAILED' });
  });

  test('only a task made of steps can begin with one', () => {
    for (const specKind of SPEC_KINDS) for (const status of RETRIABLE) {
      expect(retryStart({ status, specKind }, 'STEP')).toEqual(specKind === 'steps' ? { ok: true, from: 'STEP' } : { ok: false, code: 'NOT_SUPPORTED' });
    }
  });

  test('every other wish is followed', () => {
    const wishes = SPEC_KINDS.flatMap((specKind) => RETRIABLE.flatMap((status) => RETRY_FROM.map((from) => ({ specKind, status, from }))));
    const followed = wishes.map(({ from, ...task }) => ({ from, start: retryStart(task, from) })).filter(({ start }) => start.ok);
    expect(followed.map(({ start }) => start)).toEqual(followed.map(({ from }) => ({ ok: true, from })));
    // All but FAILED of what completed, and STEP of what has none.
    expect(followed).toHaveLength(wishes.length - SPEC_KINDS.length - RETRIABLE.length * (SPEC_KINDS.length - 1));
  });

  test('a plan says what is kept and what is repeated', () => {
    expect(toldPlan({ from: 'FAILED', generation: 1, kept: 12, repeated: 1 }, 'steps')).toBe('would keep 12 steps and repeat 1 step on record, then go on to the end; the cleanup runs again');
    expect(toldPlan({ from: 'START', generation: 3, kept: 0, repeated: 13 }, 'steps')).toBe('would begin anew as generation 3: nothing is kept, 13 steps on record would be repeated');
    expect(toldPlan({ from: 'FAILED', generation: 1, kept: 0, repeated: 0 }, 'command')).toBe('would run again with a next attempt');
  });
});
