// Descriptions of algorithms from outside: what is accepted comes back as it was, and every fault is named with its place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALGORITHM_LIMITS, IO_TYPES, type AlgorithmDescription } from '../../src/domain/graph/algorithm.ts';
import { algorithmAt, algorithmsAt } from '../../src/domain/graph/algorithm-input.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/), { minLength: 1, maxLength: 5 });
const ports = names.chain((all) => fc.tuple(...all.map((name) => fc.record({ name: fc.constant(name), type: fc.constantFrom(...IO_TYPES) }))));
const parameter = fc.oneof(
  fc.boolean().map((value) => ({ type: 'BOOLEAN', default: String(value) })),
  fc.tuple(fc.integer(), fc.nat(100), fc.nat(100)).map(([value, below, above]) => ({ type: 'INTEGER', default: String(value), min: value - below, max: value + above })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ type: 'NUMBER', default: String(value) })),
  fc.string({ maxLength: 20 }).filter((text) => !text.includes('\0')).map((text) => ({ type: 'TEXT', default: text, max: 20 })),
  fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 4 }).map((choices) => ({ type: 'CHOICE', default: choices[0]!, choices })),
);
const parameters = names.chain((all) => fc.tuple(...all.map((name) => parameter.map((rest) => ({ name, description: 'x', ...rest })))));
const algorithm = fc.record({
  name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/),
  source: fc.constantFrom('FUNCTION', 'MODEL_SERVER', 'BUILT_IN'),
  description: fc.stringMatching(/^[ -~]{0,50}$/),
  inputs: ports,
  outputs: ports,
  parameters,
}) as fc.Arbitrary<AlgorithmDescription>;

test('a description that fits comes back as it was', () => {
  fc.assert(fc.property(algorithm, (given) => void expect(algorithmAt(given, [])).toEqual(given)), { numRuns: 200 });
});

const fitting = { name: 'a.b', source: 'FUNCTION', description: '', inputs: [{ name: 'image', type: 'IMAGE' }], outputs: [{ name: 'image', type: 'IMAGE' }], parameters: [] };
const withParameter = (more: object): object => ({ ...fitting, parameters: [{ name: 'n', type: 'INTEGER', default: '1', description: '', ...more }] });

test.each([
  ['no object', 3, 'must be an object'],
  ['a member that is not known', { ...fitting, code: '' }, 'code: is not known here'],
  ['a name of another form', { ...fitting, name: '1a' }, 'name: must be letters, digits'],
  ['no output', { ...fitting, outputs: [] }, 'outputs: must name at least one output'],
  ['an optional output', { ...fitting, outputs: [{ name: 'a', type: 'IMAGE', optional: false }] }, 'outputs.0.optional: is for inputs only'],
  ['an input twice', { ...fitting, inputs: [...fitting.inputs, ...fitting.inputs] }, 'inputs.1.name: image is already taken'],
  ['too many inputs', { ...fitting, inputs: Array.from({ length: ALGORITHM_LIMITS.ports + 1 }, (_, i) => ({ name: `i${i}`, type: 'IMAGE' })) }, 'inputs: must have at most 16 entries'],
  ['a default that is no number', withParameter({ default: 'many' }), 'parameters.0.default: must be a whole number'],
  ['a default beyond the largest', withParameter({ default: '5', max: 4 }), 'parameters.0.default: must be at most 4'],
  ['limits in the wrong order', withParameter({ min: 2, max: 1 }), 'parameters.0.max: must not be smaller than min'],
  ['limits of a truth', withParameter({ type: 'BOOLEAN', default: 'true', min: 0 }), 'parameters.0.min: is not for a parameter of type BOOLEAN'],
  ['choices of a number', withParameter({ choices: ['1'] }), 'parameters.0.choices: is for parameters of type CHOICE only'],
  ['no choices', withParameter({ type: 'CHOICE', choices: [], default: '' }), 'parameters.0.choices: must name at least one'],
])('%s is refused with its place', (_what, given, message) => {
  expect(() => algorithmAt(given, [])).toThrow(message);
});

test('no two algorithms of a runner have one name, and all together are bounded', () => {
  expect(() => algorithmsAt([fitting, fitting], ['algorithms'])).toThrow('algorithms.1.name: a.b is already taken');
  const long = Array.from({ length: 400 }, (_, i) => ({ ...fitting, name: `a.b${i}`, parameters: ['x', 'y', 'z'].map((name) => ({ name, type: 'TEXT', default: 'd'.repeat(1_000), description: '' })) }));
  expect(() => algorithmsAt(long, ['algorithms'])).toThrow(/algorithms: is \d+ characters of JSON, at most 1000000: shorten descriptions/);
});
