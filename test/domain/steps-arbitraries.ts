// Arbitrary steps, sources and specs for property tests.
import fc from 'fast-check';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { SampleSource, StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import type { Step } from '../../src/domain/steps/step.ts';

const name = fc.constantFrom('a', 'b', 'c', 'volume', '__proto__', 'constructor');
const written = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('#a', 'x#b', '##', '7', 'text'), fc.boolean(), fc.constant(null));
const args = fc.dictionary(name, written, { maxKeys: 3 });
const label = fc.record({ id: fc.constantFrom('one', 'two'), disabled: fc.boolean() }, { requiredKeys: [] });

/** Steps without those that depend on values of the run, so that their number is known beforehand. */
export const { steps: countableSteps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { depthIdentifier: 'steps', depthSize: 'small', withCrossShrink: true },
    plain(),
    labelled(fc.record({ kind: fc.constant('repeat'), times: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('2', ' 1 ')), body: tie('steps') })),
    labelled(fc.record({ kind: fc.constant('workflow'), name: fc.constant('inner'), args, steps: tie('steps') })),
  ),
}));

/** Steps of every kind. */
export const { steps: anySteps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'any-steps' }),
  step: fc.oneof(
    { depthIdentifier: 'any-steps', depthSize: 'small', withCrossShrink: true },
    plain(),
    labelled(fc.record({ kind: fc.constant('if'), condition: fc.constantFrom('a > 1', '#b'), then: tie('steps'), else: tie('steps') }, { requiredKeys: ['kind', 'condition', 'then'] })),
    labelled(fc.record({ kind: fc.constant('while'), condition: fc.constant('while_index < 3'), body: tie('steps') })),
    labelled(fc.record({ kind: fc.constant('repeat'), times: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('2', '#a')), body: tie('steps') })),
    labelled(fc.record({ kind: fc.constant('workflow'), name: fc.constant('inner'), args, steps: tie('steps'), returns: fc.array(name, { maxLength: 2 }) }, { requiredKeys: ['kind', 'name', 'args', 'steps'] })),
  ),
}));

/** JSON as it comes out of a way through text: zero has one sign. */
export const plainJson = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

/** Sources of few samples. */
export const anySource: fc.Arbitrary<SampleSource> = fc.oneof(
  fc.record({ kind: fc.constant('REPEAT' as const), count: fc.integer({ min: 0, max: 4 }), batch: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('ROWS' as const), rows: fc.array(fc.dictionary(name, plainJson, { maxKeys: 3 }), { maxLength: 7 }), batch: fc.integer({ min: 1, max: 4 }) }),
);

/** A spec of these steps. */
export function specOf(steps: fc.Arbitrary<Step[]>): fc.Arbitrary<StepsSpec> {
  return fc.record({
    kind: fc.constant('steps' as const), deck: fc.constantFrom('lab', 'constructor'), prep: steps, main: steps, cleanup: steps,
    onStepError: fc.constantFrom('HOLD' as const, 'FAIL' as const), source: anySource,
  });
}

function plain(): fc.Arbitrary<Step> {
  return fc.oneof(
    labelled(fc.record({ kind: fc.constant('call'), instrument: name, method: name, args, returns: fc.array(fc.option(name), { maxLength: 2 }), once: fc.boolean() }, { requiredKeys: ['kind', 'instrument', 'method', 'args'] })),
    labelled(fc.record({ kind: fc.constant('wait'), seconds: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('1.5', ' 2 ')) })),
    labelled(fc.record({ kind: fc.constant('pause'), message: fc.constant('look') })),
    labelled(fc.record({ kind: fc.constant('comment'), text: fc.constantFrom('text', 'a is #a', '') })),
    labelled(fc.record({ kind: fc.constant('input'), name, prompt: fc.constant('how much?'), type: fc.constantFrom('int', 'str') })),
    labelled(fc.record({ kind: fc.constant('variable'), name, value: written, type: fc.constantFrom('int', 'float', 'bool', 'str') })),
    labelled(fc.record({ kind: fc.constant('math'), name, expression: fc.constantFrom('a + 1', '1') })),
  );
}

function labelled(step: fc.Arbitrary<object>): fc.Arbitrary<Step> {
  return fc.tuple(step, label).map(([one, more]) => ({ ...one, ...more }) as Step);
}
