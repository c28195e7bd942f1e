// What people do to steps that are carried out: pauses, answers, stops, aborts, kills, hand-backs, and what a failed step asks.
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import { ABORT_ORDER, KILL_ORDER, type Order } from '../../src/domain/task/order.ts';
import { call, stepsSpec, StepsTrial } from './steps-trial.ts';

const stop = (after: 'STEP' | 'ITERATION' | 'TASK', cleanup: 'RUN' | 'SKIP' = 'RUN'): Order => ({ verb: 'STOP', after, cleanup });
const WAIT: Step = { kind: 'wait', seconds: 3_600 };
const THREE = { kind: 'REPEAT', count: 3, batch: 1 } as const;
const cleanup = [call('noop')];
const sections = (trial: StepsTrial): string[] => trial.callText.map((step) => step.replace(/ #.*/, ''));

/** Calls back when that step is on record as running, in the middle of its call. */
function during(trial: StepsTrial, place: string, act: () => void): void {
  const noop = trial.methods['noop']!;
  trial.methods['noop'] = (args, of, signal) => {
    if (trial.calls.at(-1)?.step === `${place} 1`) act();
    return noop(args, of, signal);
  };
}

test('a pause after the step stands still between two steps, on record, and a resume goes on', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')]));
  during(trial, 'main[0] 0 #0', () => trial.requestPause('STEP'));
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held?.hold === 'USER');
  expect(trial.callText).toEqual(['main[0] 0 #0 1']);
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['SUCCEEDED']);
  trial.resume();
  expect(await ended).toEqual({ by: 'DONE' });
  expect(trial.callText).toHaveLength(2);
});

test('a pause after the iteration lets the iteration end and stands before the next', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { source: THREE, cleanup }));
  during(trial, 'main[1] 0 #0', () => trial.requestPause('ITERATION'));
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held !== null);
  expect(sections(trial)).toEqual(['main[0] 0', 'main[0] 1', 'main[1] 0', 'main[1] 1']);
  expect(trial.phases.get('main[1]')?.state).toBe('SUCCEEDED');
  trial.resume();
  expect(await ended).toEqual({ by: 'DONE' });
});

test('a pause that is taken back before it took effect holds nothing up, whichever comes first', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')]));
  during(trial, 'main[0] 0 #0', () => {
    trial.requestPause('STEP');
    // The runner has said that it stands still, and the server does not count that hold any more.
    const taken = trial.onFact;
    trial.onFact = (fact) => {
      taken(fact);
      if (fact.type === 'step' && fact.state === 'SUCCEEDED') trial.resume();
    };
  });
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.facts.filter((fact) => fact.type === 'hold')).toHaveLength(1);
  expect(trial.held).toBeNull();
});

test('a pause that is taken back and asked for again in the same moment holds, and the hold on record is the one it stands at', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')]));
  during(trial, 'main[0] 0 #0', () => {
    trial.requestPause('STEP');
    let isDone = false;
    trial.onFact = (fact) => {
      if (fact.type !== 'step' || fact.state !== 'SUCCEEDED' || isDone) return;
      isDone = true;
      trial.resume();
      trial.requestPause('STEP');
    };
  });
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held?.hold === 'USER');
  expect(trial.callText).toHaveLength(1);
  trial.resume();
  expect(await ended).toEqual({ by: 'DONE' });
});

test('a failed step leaves the variables as they were, asks, and is carried out again as the next try', async () => {
  const trial = new StepsTrial(stepsSpec([call('flaky', {}, { returns: ['x'] })]));
  let fails = 2;
  trial.methods['flaky'] = () => {
    if (fails-- > 0) throw new Error('no grip');
    return 9;
  };
  trial.onHold = (hold) => {
    expect(hold).toMatchObject({ hold: 'STEP_FAILED', message: expect.stringContaining('no grip') as string, step: { path: '0', sample: 0 } });
    trial.resume('RETRY');
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
  expect(trial.outputs['main[0]']).toEqual([{ x: 9 }]);
  expect(trial.lines.filter((line) => line.includes('no grip'))).toHaveLength(2);
});

test('a failed step that is skipped is on record as skipped and the work goes on', async () => {
  const trial = new StepsTrial(stepsSpec([call('fail', {}, { returns: ['x'] }), call('noop')]));
  trial.onHold = () => trial.resume('SKIP');
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['FAILED', 'SKIPPED']);
  expect(trial.statesOf('main[0] 1 #0')).toEqual(['SUCCEEDED']);
});

test.each<[string, Step, JsonValue]>([
  ['a variable', { kind: 'variable', name: 'x', value: 'nowhere + 1', type: 'int' }, [{}]],
  ['a math step', { kind: 'math', name: 'x', expression: '1 / 0' }, [{}]],
  ['an argument', call('noop', { value: 'a #nowhere b' }), [{}]],
  ['a comment', { kind: 'comment', text: 'see #nowhere' }, [{}]],
  ['a wait', { kind: 'wait', seconds: -1 }, [{}]],
  ['the arguments of a nested workflow', { kind: 'workflow', name: 'n', args: { a: 'x #nowhere' }, steps: [call('noop')], returns: [] }, [{}]],
])('%s that makes no sense fails its step, on record, and asks', async (_, step, outputs) => {
  const trial = new StepsTrial(stepsSpec([step]));
  const holds: string[] = [];
  trial.onHold = ({ hold }) => {
    holds.push(hold);
    trial.resume(holds.length === 1 ? 'RETRY' : 'SKIP');
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(holds).toEqual(['STEP_FAILED', 'STEP_FAILED']);
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['FAILED', 'FAILED', 'SKIPPED']);
  expect(trial.outputs['main[0]']).toEqual(outputs);
  expect(trial.calls).toEqual([]);
});

test('where a failed step ends the task, its cleanup is carried out before', async () => {
  const trial = new StepsTrial(stepsSpec([call('fail'), call('noop')], { cleanup, onStepError: 'FAIL', source: THREE }));
  expect(await trial.attempt()).toEqual({ by: 'FAILED', message: 'step main[0] 0 (arm.fail, sample 0) failed: the arm is stuck' });
  expect(sections(trial)).toEqual(['main[0] 0', 'cleanup[0] 0']);
  expect([trial.phases.get('main[0]')?.state, trial.phases.get('cleanup[0]')?.state]).toEqual(['FAILED', 'SUCCEEDED']);
});

test('a pause step stands still with its message until somebody resumes', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'pause', message: 'change the vial' }, call('noop')]));
  trial.onHold = (hold) => {
    expect(hold).toMatchObject({ hold: 'INTERVENTION', message: 'change the vial', step: { path: '0' } });
    expect(trial.statesOf('main[0] 0 #0')).toEqual(['RUNNING']);
    trial.resume();
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['SUCCEEDED']);
});

test('an input becomes a variable of its type', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'input', name: 'n', prompt: 'how many?', type: 'int' }, { kind: 'math', name: 'm', expression: 'n * 2' }]));
  trial.onHold = (hold) => {
    expect(hold).toMatchObject({ hold: 'INPUT', prompt: { text: 'how many?', type: 'int' } });
    trial.resume(null, 4);
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.outputs['main[0]']).toEqual([{ n: 4, m: 8 }]);
});

test.each<[string, Order, object, string[]]>([
  ['a stop after the step', stop('STEP'), { by: 'STOPPED', after: 'STEP', cleanup: 'RAN' }, ['main[0] 0', 'cleanup[0] 0']],
  ['a stop after the step without cleanup', stop('STEP', 'SKIP'), { by: 'STOPPED', after: 'STEP', cleanup: 'SKIPPED' }, ['main[0] 0']],
  ['a stop after the iteration', stop('ITERATION'), { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN' }, ['main[0] 0', 'main[0] 1', 'cleanup[0] 0']],
  ['a stop after the iteration without cleanup', stop('ITERATION', 'SKIP'), { by: 'STOPPED', after: 'ITERATION', cleanup: 'SKIPPED' }, ['main[0] 0', 'main[0] 1']],
  ['a stop after the task', stop('TASK'), { by: 'DONE' }, ['main[0] 0', 'main[0] 1', 'main[1] 0', 'main[1] 1', 'main[2] 0', 'main[2] 1', 'cleanup[0] 0']],
  ['an abort', ABORT_ORDER, { by: 'ORDER', verb: 'ABORT' }, ['main[0] 0', 'cleanup[0] 0']],
  ['a kill', KILL_ORDER, { by: 'ORDER', verb: 'KILL' }, ['main[0] 0']],
])('%s within a step has its effect at its boundary', async (_, order, end, calls) => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { source: THREE, cleanup }));
  during(trial, 'main[0] 0 #0', () => trial.order(order));
  expect(await trial.attempt()).toMatchObject(end);
  expect(sections(trial)).toEqual(calls);
  expect(trial.statesOf('main[0] 0 #0')).toEqual([order.verb === 'KILL' ? 'RUNNING' : 'SUCCEEDED']);
});

test('a kill abandons the call in progress', async () => {
  const trial = new StepsTrial(stepsSpec([call('hang')], { cleanup }));
  trial.methods['hang'] = (_, __, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
  const ended = trial.attempt();
  await trial.until('the call', () => trial.calls.length === 1);
  trial.order(KILL_ORDER);
  expect(await ended).toEqual({ by: 'ORDER', verb: 'KILL', exitCode: null, signal: null });
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['RUNNING']);
  expect(sections(trial)).toEqual(['main[0] 0']);
});

test.each<[string, Step]>([
  ['a wait', WAIT],
  ['a pause step', { kind: 'pause', message: 'look' }],
  ['an input', { kind: 'input', name: 'x', prompt: 'x?', type: 'str' }],
  ['a failed step', call('fail')],
])('a stop ends %s at once and does not count it as done', async (_, step) => {
  const trial = new StepsTrial(stepsSpec([step], { cleanup }));
  const ended = trial.attempt();
  await trial.until('standing still', () => trial.held !== null || (step === WAIT && trial.steps.size > 0));
  trial.order(stop('STEP'));
  expect(await ended).toMatchObject({ by: 'STOPPED', after: 'STEP', cleanup: 'RAN' });
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['FAILED']);
  expect(trial.phases.get('main[0]')?.state).toBe('STOPPED');
});

test('a stop ends a pause of the user too', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { cleanup }));
  during(trial, 'main[0] 0 #0', () => trial.requestPause('STEP'));
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held !== null);
  trial.order(stop('STEP'));
  expect(await ended).toMatchObject({ by: 'STOPPED', cleanup: 'RAN' });
  expect(sections(trial)).toEqual(['main[0] 0', 'cleanup[0] 0']);
});

test('a stop after the iteration ends a pause between iterations, and nothing of the next one runs', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop')], { source: THREE, cleanup }));
  during(trial, 'main[0] 0 #0', () => trial.requestPause('ITERATION'));
  const ended = trial.attempt();
  await trial.until('the hold', () => trial.held !== null);
  trial.order(stop('ITERATION'));
  expect(await ended).toMatchObject({ by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN' });
  expect(sections(trial)).toEqual(['main[0] 0', 'cleanup[0] 0']);
});

test('a cleanup under an order asks nobody: a failing step ends it, a pause step is left out', async () => {
  const trial = new StepsTrial(stepsSpec([WAIT], { cleanup: [{ kind: 'pause', message: 'look' }, call('fail'), call('noop')] }));
  const ended = trial.attempt();
  await trial.until('the wait', () => trial.steps.size > 0);
  trial.order(ABORT_ORDER);
  expect(await ended).toMatchObject({ by: 'ORDER', verb: 'ABORT' });
  expect(trial.statesOf('cleanup[0] 0 #0')).toEqual(['SKIPPED']);
  expect(sections(trial)).toEqual(['cleanup[0] 1']);
  expect(trial.facts.filter((fact) => fact.type === 'hold')).toEqual([]);
});

test('an abort lets a paused cleanup go on to its end, and gives up one that asks about a failed step', async () => {
  const paused = new StepsTrial(stepsSpec([call('noop')], { cleanup: [call('noop'), call('noop')] }));
  during(paused, 'cleanup[0] 0 #0', () => paused.requestPause('STEP'));
  const first = paused.attempt();
  await paused.until('the hold', () => paused.held !== null);
  paused.order(ABORT_ORDER);
  expect(await first).toMatchObject({ by: 'ORDER', verb: 'ABORT' });
  expect(sections(paused)).toEqual(['main[0] 0', 'cleanup[0] 0', 'cleanup[0] 1']);
  const failing = new StepsTrial(stepsSpec([call('noop')], { cleanup: [call('fail'), call('noop')] }));
  const second = failing.attempt();
  await failing.until('the hold', () => failing.held !== null);
  failing.order(stop('STEP'));
  expect(await second).toMatchObject({ by: 'STOPPED', cleanup: 'SKIPPED' });
  expect(sections(failing)).toEqual(['main[0] 0', 'cleanup[0] 0']);
});

test('a task that comes back held and is told to end runs its cleanup without asking about what was held', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { cleanup }));
  during(trial, 'main[0] 1 #0', () => trial.cut());
  await trial.attempt();
  trial.onHold = () => trial.order(ABORT_ORDER);
  expect(await trial.attempt()).toMatchObject({ by: 'ORDER', verb: 'ABORT' });
  expect(sections(trial)).toEqual(['main[0] 0', 'main[0] 1', 'cleanup[0] 0']);
});

test('an order never becomes softer: a kill after a stop kills, a stop after an abort changes nothing', async () => {
  const trial = new StepsTrial(stepsSpec([WAIT], { cleanup: [WAIT] }));
  const ended = trial.attempt();
  await trial.until('the wait', () => trial.steps.size === 1);
  trial.order(ABORT_ORDER);
  await trial.until('the cleanup', () => trial.statesOf('cleanup[0] 0 #0').length === 1);
  trial.order(stop('ITERATION'));
  trial.order(KILL_ORDER);
  expect(await ended).toMatchObject({ by: 'ORDER', verb: 'KILL' });
});

test('a loop without any step that takes time can be stopped', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'while', condition: 'True', body: [] }]));
  const ended = trial.attempt();
  await trial.until('the phase', () => trial.phases.size === 1);
  trial.order(stop('STEP'));
  expect(await ended).toMatchObject({ by: 'STOPPED' });
});

test('a hand-back lets the step in progress finish, and the next attempt begins with the step after it', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')], { cleanup }));
  during(trial, 'main[0] 0 #0', () => trial.handBack());
  expect(await trial.attempt()).toEqual({ by: 'HANDED_BACK', message: 'the runner was told to end' });
  expect(trial.held).toBeNull();
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.callText).toEqual(['main[0] 0 #0 1', 'main[0] 1 #0 1', 'cleanup[0] 0 #0 1']);
});

test.each<[string, Step, (trial: StepsTrial) => void, string[]]>([
  ['a pause step', { kind: 'pause', message: 'look' }, (trial) => trial.resume(), ['UNKNOWN', 'SUCCEEDED']],
  ['an input', { kind: 'input', name: 'x', prompt: 'x?', type: 'int' }, (trial) => trial.resume(null, 3), ['UNKNOWN', 'SUCCEEDED']],
  ['a failed step that is skipped', call('fail'), (trial) => trial.resume('SKIP'), ['FAILED', 'SKIPPED']],
])('%s stays held through a hand-back, and the next runner takes the answer', async (_, step, answer, states) => {
  const trial = new StepsTrial(stepsSpec([step, call('noop')]));
  trial.onHold = () => trial.handBack();
  expect(await trial.attempt()).toMatchObject({ by: 'HANDED_BACK' });
  const hold = trial.held?.hold;
  expect(hold).toBeTruthy();
  trial.onHold = () => answer(trial);
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.facts.filter((fact) => fact.type === 'hold')).toHaveLength(1);
  expect(trial.statesOf('main[0] 0 #0')).toEqual(states);
  expect(trial.statesOf('main[0] 1 #0')).toEqual(['SUCCEEDED']);
});

test('a call whose outcome is unknown is not made again before somebody says so', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')]));
  during(trial, 'main[0] 1 #0', () => trial.cut());
  expect(await trial.attempt()).toBeNull();
  expect(trial.held).toMatchObject({ hold: 'STEP_FAILED', message: expect.stringContaining('outcome unknown') as string });
  let calls = 0;
  trial.onHold = () => {
    calls = trial.calls.length;
    setImmediate(() => trial.resume('RETRY'));
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(calls).toBe(2);
  expect(trial.callText).toEqual(['main[0] 0 #0 1', 'main[0] 1 #0 1', 'main[0] 1 #0 2']);
});

test('an answer for another reason does not choose for a step that failed: it asks', async () => {
  const trial = new StepsTrial(stepsSpec([call('fail')]));
  trial.onHold = () => trial.cut();
  await trial.attempt();
  trial.held = { hold: 'INTERVENTION', message: 'look at the deck', prompt: null };
  const holds: string[] = [];
  trial.onHold = ({ hold }) => {
    holds.push(hold);
    trial.resume(hold === 'STEP_FAILED' ? 'SKIP' : null);
  };
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(holds).toEqual(['INTERVENTION', 'STEP_FAILED']);
  expect(trial.calls).toHaveLength(1);
});

test('a retry from a step passes over what came before it, and carries out the rest although its phase had ended', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop')]));
  await trial.attempt();
  trial.forget((step) => step.path === '1');
  trial.phases.set('main[0]', { section: 'main', index: 0, state: 'STOPPED' });
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.callText.slice(2)).toEqual(['main[0] 1 #0 1']);
});

test('a failed attempt that is retried carries out the failed step again without asking, and its cleanup once more', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('flaky')], { cleanup, onStepError: 'FAIL' }));
  let fails = 1;
  trial.methods['flaky'] = () => {
    if (fails-- > 0) throw new Error('no grip');
    return null;
  };
  expect(await trial.attempt()).toMatchObject({ by: 'FAILED' });
  trial.forget((step) => step.section === 'cleanup');
  trial.phases.set('cleanup[0]', { section: 'cleanup', index: 0, state: 'STOPPED' });
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.callText).toEqual(['main[0] 0 #0 1', 'main[0] 1 #0 1', 'cleanup[0] 0 #0 1', 'main[0] 1 #0 2', 'cleanup[0] 0 #0 1']);
});
