// Steps that were told to end later than at once: until then they stand still, ask and are answered as before.
import { expect, test } from 'vitest';
import type { Step } from '../../src/domain/steps/step.ts';
import type { Order } from '../../src/domain/task/order.ts';
import { call, stepsSpec, StepsTrial } from './steps-trial.ts';

const stop = (after: 'ITERATION' | 'TASK'): Order => ({ verb: 'STOP', after, cleanup: 'RUN' });
const THREE = { kind: 'REPEAT', count: 3, batch: 1 } as const;
const cleanup = [call('noop')];
const sections = (trial: StepsTrial): string[] => trial.callText.map((step) => step.replace(/ #.*/, ''));

/** Calls back in the middle of the first call. */
function duringFirst(trial: StepsTrial, act: () => void): void {
  const noop = trial.methods['noop']!;
  trial.methods['noop'] = (args, of, signal) => {
    if (trial.calls.length === 1) act();
    return noop(args, of, signal);
  };
}

test('a task that is paused within an iteration and told to end after it goes on when it is resumed, ends with the iteration, and cleans up', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { source: THREE, cleanup }));
  duringFirst(trial, () => trial.requestPause('STEP'));
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held?.hold === 'USER');
  trial.order(stop('ITERATION'));
  expect(sections(trial)).toEqual(['main[0] 0']);
  trial.resume();
  expect(await ended).toMatchObject({ by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN' });
  expect(sections(trial)).toEqual(['main[0] 0', 'main[0] 1', 'cleanup[0] 0']);
  expect(trial.facts.filter((fact) => fact.type === 'hold')).toHaveLength(1);
});

test.each<[string, Step, Order, (trial: StepsTrial) => void, object, string[]]>([
  ['a step that fails and is skipped', call('fail'), stop('TASK'), (trial) => trial.resume('SKIP'), { by: 'DONE' }, ['FAILED', 'SKIPPED']],
  ['an input', { kind: 'input', name: 'x', prompt: 'x?', type: 'int' }, stop('TASK'), (trial) => trial.resume(null, 3), { by: 'DONE' }, ['SUCCEEDED']],
  ['a pause step', { kind: 'pause', message: 'look' }, stop('TASK'), (trial) => trial.resume(), { by: 'DONE' }, ['SUCCEEDED']],
  ['a step that fails and is skipped', call('fail'), stop('ITERATION'), (trial) => trial.resume('SKIP'), { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN' }, ['FAILED', 'SKIPPED']],
  ['an input', { kind: 'input', name: 'x', prompt: 'x?', type: 'int' }, stop('ITERATION'), (trial) => trial.resume(null, 3), { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN' }, ['SUCCEEDED']],
])('%s in the main part asks also after the task was told to end later, and the answer counts', async (_, step, order, answer, end, states) => {
  const trial = new StepsTrial(stepsSpec([call('noop'), step, call('noop')], { cleanup }));
  duringFirst(trial, () => trial.order(order));
  trial.onHold = () => answer(trial);
  expect(await trial.attempt()).toMatchObject(end);
  expect(trial.statesOf('main[0] 1 #0')).toEqual(states);
  expect(trial.statesOf('main[0] 2 #0')).toEqual(['SUCCEEDED']);
  expect(sections(trial).at(-1)).toBe('cleanup[0] 0');
});

test('a pause that was asked for holds also after the task was told to end by itself, and a resume lets it go on to its end', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { cleanup }));
  duringFirst(trial, () => {
    trial.requestPause('STEP');
    trial.order(stop('TASK'));
  });
  trial.onHold = () => trial.resume();
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.facts.filter((fact) => fact.type === 'hold')).toHaveLength(1);
  expect(sections(trial)).toEqual(['main[0] 0', 'main[0] 1', 'cleanup[0] 0']);
});
