// Calls that may be repeated: they run ahead of their records, and only they are ever made again without a word.
import { expect, test } from 'vitest';
import { MAX_OPEN_FACTS } from '../../src/runner/steps/step-journal.ts';
import { call, stepsSpec, StepsTrial } from './steps-trial.ts';

const READS = 300;
const read = call('read', {}, { returns: ['seen'] });

test('calls that may be repeated go on while their records are on their way, and all of them are on record at the end', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'repeat', times: READS, body: [read] }]));
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.calls).toHaveLength(READS);
  expect([...trial.steps.values()].map((step) => step.state)).toEqual(Array.from({ length: READS }, () => 'SUCCEEDED'));
  expect(trial.reports.length).toBeLessThan(READS);
});

test('any other call waits until it is on record, however many came before it without waiting', async () => {
  const trial = new StepsTrial(stepsSpec([read, read, call('noop'), read, call('noop')]));
  const noop = trial.methods['noop']!;
  const before: string[][] = [];
  trial.methods['noop'] = (...args) => {
    before.push([...trial.steps.values()].map((step) => `${step.path} ${step.state}`));
    return noop(...args);
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(before).toEqual([
    ['0 SUCCEEDED', '1 SUCCEEDED', '2 RUNNING'],
    ['0 SUCCEEDED', '1 SUCCEEDED', '2 SUCCEEDED', '3 SUCCEEDED', '4 RUNNING'],
  ]);
});

test.each([1, 2, 3, 5, 8, 13, 40, 111])('a runner lost after %i facts makes again only calls that may be repeated, and no more than were under way', async (facts) => {
  const trial = new StepsTrial(stepsSpec([call('noop'), { kind: 'repeat', times: READS, body: [read] }, call('noop')]));
  trial.patience = facts;
  expect(await trial.attempt()).toBeNull();
  trial.patience = Infinity;
  trial.onHold = () => queueMicrotask(() => trial.resume(trial.held?.hold === 'STEP_FAILED' ? 'SKIP' : null));
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  const made = (method: string): number => trial.calls.filter((one) => one.method === method).length;
  expect(made('noop')).toBeLessThanOrEqual(2);
  expect(made('read')).toBeLessThanOrEqual(READS + MAX_OPEN_FACTS);
  expect([...trial.steps.values()].filter((step) => step.state === 'RUNNING')).toEqual([]);
});
