// A runner that is lost at any point costs nothing that succeeded: whatever prefix of the facts is on record, the rest leads to the same end.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { call, placeText, stepsSpec, StepsTrial } from './steps-trial.ts';

const NAMES = ['a', 'b', 'c'] as const;
const name = fc.constantFrom(...NAMES);
const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom<JsonValue>('#a', '#b', 'x #a y', null, 1.5, -0));
const condition = fc.constantFrom('a > 0', 'b != a', 'c < 2 or a == 1', 'not a');

const leaf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ value, name }).map(({ value, name }) => call('mix', { value }, { returns: [name] })) },
  { weight: 2, arbitrary: fc.record({ value, name, once: fc.boolean() }).map(({ value, name, once }) => call('pair', { value, all: '#a' }, { returns: [name, null], ...(once ? { once, gather: ['all'] } : {}) })) },
  { weight: 1, arbitrary: value.map((value) => call('flaky', { value })) },
  { weight: 1, arbitrary: fc.constant(call('dict', {}, { returns: ['c'] })) },
  { weight: 2, arbitrary: fc.record({ name, to: fc.constantFrom('a + 1', 'b * 2 - a', 'a // 2') }).map(({ name, to }): Step => ({ kind: 'math', name, expression: to })) },
  { weight: 1, arbitrary: fc.record({ name, value: fc.integer() }).map(({ name, value }): Step => ({ kind: 'variable', name, value, type: 'int' })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'comment', text: 'a is #a' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'wait', seconds: 0 }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'pause', message: 'look' }) },
  { weight: 1, arbitrary: name.map((name): Step => ({ kind: 'input', name, prompt: 'how many?', type: 'int' })) },
);

const { steps } = fc.letrec<{ steps: Step[]; step: Step; block: Step }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: 5, arbitrary: leaf }, { weight: 2, arbitrary: tie('block') }),
  block: fc.oneof(
    fc.record({ condition, then: tie('steps'), else: tie('steps') }).map((one): Step => ({ kind: 'if', ...one })),
    fc.record({ times: fc.integer({ min: 0, max: 2 }), body: tie('steps') }).map((one): Step => ({ kind: 'repeat', ...one })),
    fc.record({ turns: fc.integer({ min: 0, max: 2 }), body: tie('steps') }).map(({ turns, body }): Step => ({ kind: 'while', condition: `while_index < ${turns}`, body })),
    fc.record({ a: value, steps: tie('steps') }).map(({ a, steps }): Step => ({ kind: 'workflow', name: 'inner', args: { a, b: 1, c: 0 }, steps, returns: ['b'] })),
  ),
}));

const row = fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.integer({ min: 0, max: 3 }), c: fc.integer({ min: 0, max: 3 }) });
const spec: fc.Arbitrary<StepsSpec> = fc.record({ main: steps, rows: fc.array(row, { minLength: 1, maxLength: 3 }), batch: fc.integer({ min: 1, max: 3 }), prep: fc.boolean(), cleanup: fc.boolean() })
  .map(({ main, rows, batch, prep, cleanup }) => stepsSpec(main, { prep: prep ? [call('mix', { value: 1 }, { returns: ['p'] })] : [], cleanup: cleanup ? [call('mix', { value: 2 })] : [], source: { kind: 'ROWS', rows, batch } }));

/** Devices whose results depend on their arguments alone; one of them fails the first time it gets an argument. */
function equip(trial: StepsTrial): StepsTrial {
  const seen = new Set<string>();
  trial.methods['mix'] = ({ value }) => JSON.stringify(value ?? 'none').length;
  trial.methods['pair'] = (args) => [JSON.stringify(args).length % 7, 1];
  trial.methods['dict'] = () => ({ zz: 1, b: -0, 'ä': [2] }) as JsonValue;
  trial.methods['flaky'] = (args) => {
    const key = JSON.stringify(args);
    if (seen.has(key)) return null;
    seen.add(key);
    throw new Error('the first time always fails');
  };
  // Answered a turn later, as people answer.
  trial.onHold = ({ hold, message }) => {
    // What cannot succeed is left out, what may is carried out again.
    const choice = / failed: (?!the first time)/.test(message) ? 'SKIP' : 'RETRY';
    setImmediate(() => trial.resume(hold === 'STEP_FAILED' ? choice : null, hold === 'INPUT' ? 2 : null));
  };
  return trial;
}

async function toTheEnd(trial: StepsTrial, cuts: readonly number[]): Promise<void> {
  for (const patience of [...cuts, Infinity]) {
    trial.patience = patience;
    const end = await trial.attempt();
    if (end === null) continue;
    expect(['DONE', 'FAILED']).toContain(end.by);
    return;
  }
}

test('any task, cut off after any number of facts and taken up again, ends with the same variables, and no step that succeeded is carried out twice', async () => {
  let attempts = 0;
  await fc.assert(
    fc.asyncProperty(spec, fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 }), async (spec, cuts) => {
      const whole = equip(new StepsTrial(spec));
      await toTheEnd(whole, []);
      const cut = equip(new StepsTrial(spec));
      await toTheEnd(cut, cuts.map((n) => n + 1));
      attempts += 1;
      expect(cut.outputs).toEqual(whole.outputs);
      expect([...cut.phases.values()].map(({ state }) => state)).toEqual([...whole.phases.values()].map(({ state }) => state));
      for (const step of cut.steps.values()) expect(step.state).not.toBe('RUNNING');
      expectOnce(cut);
    }),
    { numRuns: 300 },
  );
  expect(attempts).toBeGreaterThanOrEqual(300);
}, 120_000);

function expectOnce(trial: StepsTrial): void {
  expect(trial.callText).toEqual([...new Set(trial.callText)]);
  const bySite = Map.groupBy(trial.steps.values(), placeText);
  for (const tries of bySite.values()) {
    const states = [...tries].sort((a, b) => a.try - b.try).map(({ state }) => state);
    expect(states.slice(0, -1)).not.toContain('SUCCEEDED');
  }
  const succeeded = [...trial.steps.values()].filter((step) => step.kind === 'call' && step.state === 'SUCCEEDED');
  for (const step of succeeded) expect(trial.callText).toContain(`${placeText(step)} ${step.try}`);
  const recorded = [...trial.steps.values()].filter((step) => step.kind === 'call').map((step) => `${placeText(step)} ${step.try}`);
  for (const made of trial.callText) expect(recorded).toContain(made);
}

test('one long task is cut off after each number of facts in turn', async () => {
  const main: Step[] = [
    call('mix', { value: '#a' }, { returns: ['b'] }),
    { kind: 'while', condition: 'while_index < 2', body: [call('flaky', { value: '#while_index' }), { kind: 'input', name: 'c', prompt: 'c?', type: 'int' }] },
    { kind: 'pause', message: 'look' },
    { kind: 'workflow', name: 'inner', args: { x: '#c' }, steps: [call('mix', { value: '#x' }, { returns: ['y'] })], returns: ['y'] },
    call('pair', { all: '#y', value: 1 }, { once: true, gather: ['all'], returns: ['d', 'e'] }),
  ];
  const spec = stepsSpec(main, { prep: [call('mix', { value: 1 })], cleanup: [call('mix', { value: 3 })], source: { kind: 'ROWS', rows: [{ a: 1 }, { a: 22 }, { a: 333 }], batch: 2 } });
  const whole = equip(new StepsTrial(spec));
  await toTheEnd(whole, []);
  expect(whole.facts.length).toBeGreaterThan(60);
  for (let n = 1; n < whole.facts.length; n += 1) {
    const cut = equip(new StepsTrial(spec));
    await toTheEnd(cut, [n]);
    expect([n, cut.outputs]).toEqual([n, whole.outputs]);
    expectOnce(cut);
  }
});
