// What each kind of step does, and in which order samples and steps are carried out.
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { call, stepsSpec, StepsTrial } from './steps-trial.ts';

const rows = (...values: readonly { readonly [name: string]: JsonValue }[]): Pick<StepsSpec, 'source'> => ({ source: { kind: 'ROWS', rows: values, batch: values.length } });

async function outputsOf(main: readonly Step[], rest: Partial<StepsSpec> = {}): Promise<JsonValue> {
  const trial = new StepsTrial(stepsSpec(main, rest));
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  return trial.outputs['main[0]'] ?? null;
}

const set = (name: string, value: JsonValue, type: 'int' | 'float' | 'bool' | 'str' = 'int'): Step => ({ kind: 'variable', name, value, type });
const echo = (value: JsonValue, returns: string | readonly (string | null)[]): Step => call('echo', { value }, { returns: typeof returns === 'string' ? [returns] : returns });

test.each<[string, readonly Step[], readonly { readonly [name: string]: JsonValue }[], JsonValue]>([
  ['a result is kept under its name', [echo(5, 'x')], [{}], [{ x: 5 }]],
  ['several results go to several names, and a name that is null keeps none', [echo([1, 2, 3], ['a', null, 'c'])], [{}], [{ a: 1, c: 3 }]],
  ['a null result is not stored', [echo(1, 'x'), echo(null, 'x'), echo([null, 4], ['x', 'y'])], [{}], [{ x: 1, y: 4 }]],
  ['arguments that begin with # are variables, longer texts are filled', [echo('#a', 'x'), echo('is #a now', 'y'), echo('#none', 'z'), echo('##a', 'w')], [{ a: 7 }], [{ a: 7, x: 7, y: 'is 7 now', w: '#a' }]],
  ['variables and math are expressions', [set('n', '2 + 3'), { kind: 'math', name: 'half', expression: '#n / 2' }, set('s', 'plain text', 'str')], [{}], [{ n: 5, half: 2.5, s: 'plain text' }]],
  ['an if is judged for each sample by itself', [{ kind: 'if', condition: 'a > 1', then: [set('r', 1)], else: [set('r', 0)] }], [{ a: 1 }, { a: 2 }], [{ a: 1, r: 0 }, { a: 2, r: 1 }]],
  ['an if without else does nothing when it does not hold', [{ kind: 'if', condition: 'False', then: [set('r', 1)] }], [{}], [{}]],
  ['a repeat takes a number or a variable', [set('n', 0), { kind: 'repeat', times: '#k', body: [{ kind: 'math', name: 'n', expression: 'n + 1' }] }], [{ k: 3 }, { k: 0 }], [{ k: 3, n: 3 }, { k: 0, n: 0 }]],
  ['a while goes on for the samples that still hold, and counts from 0', [{ kind: 'while', condition: 'while_index < k', body: [set('last', '#while_index')] }], [{ k: 2 }, { k: 0 }], [{ k: 2, while_index: 1, last: 1 }, { k: 0 }]],
  ['a nested workflow has variables of its own', [{ kind: 'workflow', name: 'double', args: { x: '#a' }, steps: [{ kind: 'math', name: 'y', expression: 'x * 2' }, set('hidden', 1)], returns: ['y'] }], [{ a: 2 }, { a: 3 }], [{ a: 2, y: 4 }, { a: 3, y: 6 }]],
  ['disabled steps and blocks are left out', [{ kind: 'variable', name: 'x', value: 1, type: 'int', disabled: true }, { kind: 'repeat', times: 2, disabled: true, body: [call('fail')] }], [{}], [{}]],
  ['variables may have any name', [set('__proto__', 3), set('constructor', '__proto__ + 1')], [{}], [JSON.parse('{"__proto__":3,"constructor":4}') as JsonValue]],
])('%s', async (_, main, samples, expected) => {
  expect(await outputsOf(main, rows(...samples))).toEqual(expected);
});

test('each step runs for every sample before the next step begins, and blocks run to their end for one sample before the next', async () => {
  const block: Step = { kind: 'repeat', times: 2, body: [call('noop')] };
  const nested: Step = { kind: 'workflow', name: 'inner', args: {}, steps: [call('noop'), call('noop')] };
  const loop: Step = { kind: 'while', condition: 'while_index < 2', body: [call('noop')] };
  const trial = new StepsTrial(stepsSpec([call('noop'), block, nested, loop], { source: { kind: 'REPEAT', count: 2, batch: 2 } }));
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  const once = ['0 #0', '0 #1', '1.body[0].0 #0', '1.body[1].0 #0', '1.body[0].0 #1', '1.body[1].0 #1', '2.steps.0 #0', '2.steps.1 #0', '2.steps.0 #1', '2.steps.1 #1'];
  const each = [...once, '3.body[0].0 #0', '3.body[0].0 #1', '3.body[1].0 #0', '3.body[1].0 #1'];
  expect(trial.callText).toEqual([0, 1].flatMap((index) => each.map((step) => `main[${index}] ${step} 1`)));
});

test('a step that is carried out once gets the first sample’s values, or a list of all where they are gathered, and all samples get its result', async () => {
  const main = [call('echo', { value: '#a', all: '#a' }, { once: true, gather: ['all'], returns: ['r'] })];
  const trial = new StepsTrial(stepsSpec(main, rows({ a: 1 }, { a: 2 }, { a: 3 })));
  await trial.attempt();
  expect(trial.calls).toEqual([{ step: 'main[0] 0 #0 1', method: 'echo', args: { value: 1, all: [1, 2, 3] } }]);
  expect(trial.outputs['main[0]']).toEqual([{ a: 1, r: 1 }, { a: 2, r: 1 }, { a: 3, r: 1 }]);
});

test('rows are cut into batches, and every phase has its parameters and outputs on record', async () => {
  const spec = stepsSpec([echo('#v', 'w')], { prep: [call('noop')], cleanup: [call('noop')], source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 2 }, { v: 3 }], batch: 2 } });
  const trial = new StepsTrial(spec);
  await trial.attempt();
  const phases = trial.facts.flatMap((fact) => (fact.type === 'phase' ? [[`${fact.section}[${fact.index}]`, fact.state, fact.parameters ?? fact.outputs]] : []));
  expect(phases).toEqual([
    ['prep[0]', 'RUNNING', [{}]], ['prep[0]', 'SUCCEEDED', [{}]],
    ['main[0]', 'RUNNING', [{ v: 1 }, { v: 2 }]], ['main[0]', 'SUCCEEDED', [{ v: 1, w: 1 }, { v: 2, w: 2 }]],
    ['main[1]', 'RUNNING', [{ v: 3 }]], ['main[1]', 'SUCCEEDED', [{ v: 3, w: 3 }]],
    ['cleanup[0]', 'RUNNING', [{}]], ['cleanup[0]', 'SUCCEEDED', [{}]],
  ]);
});

test('the keys of a result stand in the order in which the record gives them back, so that a later attempt reads the same', async () => {
  const trial = new StepsTrial(stepsSpec([call('dict', {}, { returns: ['d'] }), set('text', 'str(d)', 'str')]));
  trial.methods['dict'] = () => ({ long: -0, b: 2, 'ä': { zz: 1, y: 0 } });
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.outputs['main[0]']).toMatchObject([{ text: "{'b': 2, 'ä': {'y': 0, 'zz': 1}, 'long': 0}" }]);
});

test('a comment is a line of output with its variables filled in', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'comment', text: 'now #a\nand on' }], rows({ a: 1 })));
  await trial.attempt();
  expect(trial.lines).toEqual(['now 1', 'and on']);
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['SUCCEEDED']);
});

test('a wait takes its time and is on record from its beginning', async () => {
  const trial = new StepsTrial(stepsSpec([{ kind: 'wait', seconds: '#t' }], rows({ t: 0.2 })));
  const begun = performance.now();
  const states: string[] = [];
  trial.onFact = (fact) => fact.type === 'step' && states.push(`${fact.state} ${performance.now() - begun < 150 ? 'early' : 'late'}`);
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(states).toEqual(['RUNNING early', 'SUCCEEDED late']);
});

test('a call is on record before the device is called, and its end travels with the beginning of the next', async () => {
  const trial = new StepsTrial(stepsSpec([call('noop'), call('noop'), call('noop')]));
  await trial.attempt();
  expect(trial.callText).toEqual(['main[0] 0 #0 1', 'main[0] 1 #0 1', 'main[0] 2 #0 1']);
  expect(trial.reports).toEqual([['phase', 'step'], ['step', 'step'], ['step', 'step'], ['step', 'phase', 'finish']]);
});

test('the end of a step does not wait for the next one longer than the event loop takes to turn', async () => {
  const silent: Step = { kind: 'repeat', times: 20_000, body: [set('n', 1)] };
  const trial = new StepsTrial(stepsSpec([call('noop'), silent, call('noop')]));
  await trial.attempt();
  expect(trial.reports).toEqual([['phase', 'step'], ['step'], ['step'], ['step', 'phase', 'finish']]);
});

test.each<[string, Step, RegExp]>([
  ['a condition', { kind: 'if', condition: '1 / 0 > 1', then: [] }, /main\[0\] 0 \(if, sample 0\): .*zero/],
  ['a number of turns', { kind: 'repeat', times: 'many', body: [] }, /main\[0\] 0 \(repeat, sample 0\)/],
  ['a negative number of turns', { kind: 'repeat', times: -1, body: [] }, /give 0 or more/],
  ['a condition of a loop', { kind: 'while', condition: 'nothing_there', body: [] }, /nothing_there/],
])('%s that makes no sense ends the task as failed, without its cleanup', async (_, block, message) => {
  const trial = new StepsTrial(stepsSpec([block], { cleanup: [call('noop')] }));
  expect(await trial.attempt()).toMatchObject({ by: 'FAILED', message: expect.stringMatching(message) as string });
  expect(trial.calls).toEqual([]);
  expect(trial.phases.get('main[0]')?.state).toBe('FAILED');
  expect(trial.statesOf('main[0] 0 #0')).toEqual(['FAILED']);
});

test('a result that is too large to be kept fails its step, and so does one that is no list where several are named', async () => {
  const trial = new StepsTrial(stepsSpec([call('huge', {}, { returns: ['x'] }), echo(4, ['a', 'b'])], { onStepError: 'HOLD' }));
  trial.methods['huge'] = () => 'x'.repeat(70_000);
  trial.onHold = () => trial.resume('SKIP');
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  expect(trial.outputs['main[0]']).toEqual([{}]);
  expect([...trial.steps.values()].flatMap(({ error }) => error ?? [])).toEqual([expect.stringContaining('70002 characters'), expect.stringContaining('2 variables are named')]);
});

test('variables too large to be kept with a phase are cut from its outputs with a line, and the work goes on', async () => {
  const main: Step[] = [echo('#big', 'x'), { kind: 'repeat', times: 20, body: [{ kind: 'workflow', name: 'n', args: {}, steps: [], returns: [] }] }, ...Array.from({ length: 20 }, (_, i) => echo('#big', `x${i}`))];
  const trial = new StepsTrial(stepsSpec(main, rows({ big: 'y'.repeat(60_000) }, { big: 'small' })));
  expect(await trial.attempt()).toEqual({ by: 'DONE' });
  const [first, second] = trial.outputs['main[0]'] as readonly { readonly [name: string]: JsonValue }[];
  expect(first).toEqual({});
  expect(second).toMatchObject({ big: 'small', x19: 'small' });
  expect(trial.lines.join()).toContain('1 of 2 samples of main[0] are too large');
});

test('a task that is claimed for a deck which this runner has not ends as invalid and says so', async () => {
  const trial = new StepsTrial({ ...stepsSpec([call('noop')]), deck: 'other' });
  expect(await trial.attempt()).toEqual({ by: 'INVALID', message: 'this runner has no deck "other"; enqueue the task where a runner offers it' });
});
