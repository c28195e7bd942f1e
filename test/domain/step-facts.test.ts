// Facts about steps and holds, and what a steps task stands still for after its runner is gone: pure decisions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsAsHold, type HoldRegisters } from '../../src/domain/attempt/hold-fact.ts';
import { holdAfterLoss, type LastStep } from '../../src/domain/attempt/loss-hold.ts';
import { stepChange, type KnownTry } from '../../src/domain/attempt/step-fact.ts';
import { endingOf, type EndedTask } from '../../src/domain/attempt/ending.ts';
import { MAX_JSON_DEPTH, jsonFault } from '../../src/domain/input/json-fault.ts';
import { storedJson } from '../../src/domain/input/stored-json.ts';
import { STEP_STATES, type StepState } from '../../src/domain/steps/step-record.ts';
import { HOLDS, isHeld } from '../../src/domain/task/hold.ts';
import { DEFAULT_RETRY } from '../../src/domain/task/spec.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';

const anyFactState = fc.constantFrom(...STEP_STATES.filter((state) => state !== 'UNKNOWN'));

describe('a fact about a step', () => {
  test('whatever order facts come in, a record begins once, ends once, and never changes after its end', () => {
    fc.assert(fc.property(fc.array(fc.record({ state: anyFactState, try: fc.integer({ min: 1, max: 4 }) }), { maxLength: 40 }), (facts) => {
      const records = new Map<number, StepState>();
      for (const fact of facts) {
        const before = records.get(fact.try) ?? null;
        const change = stepChange(fact, { state: before, tries: records.size });
        if (change === null) expect(fact.try).not.toBe(records.size + 1);
        if (change === 'BEGIN' || change === 'RECORD') expect([before, fact.try]).toEqual([null, records.size + 1]);
        if (change === 'END') expect([before, fact.state !== 'RUNNING']).toEqual(['RUNNING', true]);
        if (change !== null && change !== 'NOTHING') records.set(fact.try, fact.state);
        if (before !== null && before !== 'RUNNING') expect(records.get(fact.try)).toBe(before);
      }
      expect([...records.keys()]).toEqual(Array.from({ length: records.size }, (_, i) => i + 1));
    }));
  });

  test.each<[string, Parameters<typeof stepChange>[0], KnownTry, ReturnType<typeof stepChange>]>([
    ['a beginning', { state: 'RUNNING', try: 1 }, { state: null, tries: 0 }, 'BEGIN'],
    ['an end without a beginning', { state: 'SUCCEEDED', try: 1 }, { state: null, tries: 0 }, 'RECORD'],
    ['an end', { state: 'FAILED', try: 2 }, { state: 'RUNNING', tries: 2 }, 'END'],
    ['a second beginning', { state: 'RUNNING', try: 2 }, { state: 'RUNNING', tries: 2 }, 'NOTHING'],
    ['an end after the loss of the runner', { state: 'SUCCEEDED', try: 1 }, { state: 'UNKNOWN', tries: 1 }, 'NOTHING'],
    ['a try that leaves one out', { state: 'RUNNING', try: 3 }, { state: null, tries: 1 }, null],
  ])('%s', (_name, fact, known, change) => {
    expect(stepChange(fact, known)).toBe(change);
  });
});

describe('a word that the task stands still', () => {
  const anyRegisters: fc.Arbitrary<HoldRegisters> = fc.record({ status: fc.constantFrom(...TASK_STATUSES), hold: fc.constantFrom(...HOLDS), holdN: fc.nat(5), controlN: fc.nat(3) });

  test('counts only for a task in progress and with a new number; one for a pause only while that very pause is asked for', () => {
    fc.assert(fc.property(anyRegisters, fc.constantFrom('USER' as const, 'STEP_FAILED' as const, 'INTERVENTION' as const, 'INPUT' as const), fc.nat(6), fc.nat(3), (task, hold, holdN, controlN) => {
      expect(countsAsHold({ hold, holdN, controlN }, task)).toBe(task.status === 'in_progress' && holdN > task.holdN && (hold !== 'USER' || (task.hold === 'REQUESTED' && controlN >= task.controlN)));
    }));
  });
});

describe('a steps task whose runner is gone', () => {
  const step = (state: LastStep['state']): LastStep => ({ id: 's', method: 'pump.dose', state });
  const lost = (hold: (typeof HOLDS)[number], lastStep: LastStep | null) => holdAfterLoss('LOST', { hold, lastStep });

  test('stands still on the step that was under way, on the one that had failed, or to be looked at', () => {
    expect(lost('NONE', step('RUNNING'))).toMatchObject({ hold: 'STEP_FAILED', stepId: 's', message: expect.stringContaining('outcome unknown') });
    expect(lost('REQUESTED', step('RUNNING'))).toMatchObject({ hold: 'STEP_FAILED' });
    for (const state of ['FAILED', 'UNKNOWN'] as const) expect(lost('NONE', step(state))).toMatchObject({ hold: 'STEP_FAILED', message: expect.stringContaining('choose again') });
    for (const last of [null, step('SUCCEEDED'), step('SKIPPED')]) expect(lost('NONE', last)).toMatchObject({ hold: 'INTERVENTION', stepId: null });
  });

  test('never goes on by itself after a loss: it is held, as before or anew, or it has ended', () => {
    const anyLast = fc.option(fc.constantFrom(...STEP_STATES).map(step));
    fc.assert(fc.property(fc.constantFrom(...HOLDS), anyLast, fc.nat(20), fc.boolean(), (hold, lastStep, lostCount, requeues) => {
      const task: EndedTask = {
        kind: 'steps', status: 'in_progress', order: null, hold, retry: { ...DEFAULT_RETRY, onLost: requeues ? 'REQUEUE' : 'FAIL' }, history: { lostCount, failedCount: 0 }, lastStep, isFailing: false, isOver: false,
        attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
      };
      const ending = endingOf({ by: 'LOST', message: '' }, task);
      expect(ending.taskStatus).toBe(requeues ? 'queued' : 'failed');
      if (requeues) expect(isHeld(hold) || ending.hold !== null).toBe(true);
      if (isHeld(hold)) expect(ending.hold).toBeNull();
    }));
  });

  test('goes on by itself after a hand-back between two steps, and keeps a pause that was asked for', () => {
    for (const hold of ['NONE', 'REQUESTED'] as const) expect(holdAfterLoss('HANDED_BACK', { hold, lastStep: step('SUCCEEDED') })).toBeNull();
    expect(holdAfterLoss('HANDED_BACK', { hold: 'NONE', lastStep: step('RUNNING') })).toMatchObject({ hold: 'STEP_FAILED' });
  });
});

describe('a task that was handed out', () => {
  const out = (change: Partial<EndedTask>, hasPlace = true): EndedTask => ({
    kind: 'command', status: 'queued', order: null, hold: 'NONE', retry: DEFAULT_RETRY, history: { lostCount: 0, failedCount: 0 }, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'EXTERNAL', state: 'CLAIMED', hasPlace }, ...change,
  });

  test('and never started goes back to its place; a single call has none, and stops', () => {
    expect(endingOf({ by: 'HANDED_BACK', message: '' }, out({}))).toMatchObject({ taskStatus: 'queued', againAfter: 0 });
    for (const by of ['LOST', 'HANDED_BACK'] as const) expect(endingOf({ by, message: '' }, out({}, false))).toMatchObject({ taskStatus: 'stopped', againAfter: null });
  });

  test('to an outside worker and lost while it ran is stopped, and not run again by us', () => {
    const running = out({ status: 'in_progress', attempt: { fence: 'EXTERNAL', state: 'RUNNING', hasPlace: true } });
    expect(endingOf({ by: 'LOST', message: '' }, running)).toMatchObject({ attempt: { outcome: 'LOST', failure: 'CRASHED' }, taskStatus: 'stopped', againAfter: null });
  });

  test('a single call that is lost while it runs fails, and is never repeated', () => {
    const running = out({ kind: 'steps', status: 'in_progress', attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: false } });
    expect(endingOf({ by: 'LOST', message: '' }, running)).toMatchObject({ taskStatus: 'failed', againAfter: null, hold: null });
    expect(endingOf({ by: 'HANDED_BACK', message: '' }, running)).toMatchObject({ taskStatus: 'stopped', againAfter: null });
  });
});

describe('what devices give', () => {
  test('becomes JSON that can be stored, or is a fault: never an error, and never more than its bound', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), fc.integer({ min: 1, max: 200 }), (value, max) => {
      const stored = storedJson(value, max);
      if ('fault' in stored) return;
      expect(jsonFault(stored.value)).toBeNull();
      expect(JSON.stringify(stored.value).length).toBeLessThanOrEqual(max);
    }));
  });

  test('stays as it is when it can be stored, keys that look like prototypes included', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      fc.pre(jsonFault(value) === null);
      // As JSON it is the same: JSON has one zero only.
      expect(JSON.stringify(storedJson(value, 1e6))).toBe(JSON.stringify({ value }));
    }));
    const own = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}') as unknown;
    expect(JSON.stringify((storedJson(own, 100) as { value: unknown }).value)).toBe('{"__proto__":{"a":1},"constructor":"x"}');
  });

  test('has what cannot be stored replaced, and what is too deep refused without a stack that overflows', () => {
    expect(storedJson({ 'a\0': ['b\ud800', Number.NaN, undefined] }, 100)).toEqual({ value: { 'a\ufffd': ['b\ufffd', null, null] } });
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(storedJson(deep, 1e9)).toEqual({ fault: expect.stringContaining(`deeper than ${MAX_JSON_DEPTH}`) });
  });
});
