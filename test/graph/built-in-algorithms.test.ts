// What the list of built-in algorithms promises of itself.
import { expect, test } from 'vitest';
import { ALGORITHM_LIMITS, ALGORITHM_NAME, type AlgorithmParameter } from '../../src/domain/graph/algorithm.ts';
import { BUILT_IN_ALGORITHMS } from '../../src/domain/graph/built-in/built-in-algorithms.ts';
import { BUILT_IN_CODE } from '../../src/runner/graph/built-in/built-in-code.ts';

test('every algorithm has code, a name of its own with the common prefix, and ports and parameters within the bounds', () => {
  expect(BUILT_IN_CODE.map(({ description }) => description)).toEqual(BUILT_IN_ALGORITHMS);
  expect(new Set(BUILT_IN_ALGORITHMS.map(({ name }) => name)).size).toBe(BUILT_IN_ALGORITHMS.length);
  for (const { name, source, description, inputs, outputs, parameters } of BUILT_IN_ALGORITHMS) {
    expect([name, source]).toEqual([expect.stringMatching(ALGORITHM_NAME), 'BUILT_IN']);
    expect(name.startsWith('sy_')).toBe(true);
    expect(description.length, name).toBeLessThanOrEqual(ALGORITHM_LIMITS.text);
    expect(Math.max(inputs.length, outputs.length)).toBeLessThanOrEqual(ALGORITHM_LIMITS.ports);
    expect(new Set(parameters.map((parameter) => parameter.name)).size).toBe(parameters.length);
  }
});

const isAllowed = ({ type, default: value, min = -Infinity, max = Infinity, choices = [] }: AlgorithmParameter): boolean => {
  if (type === 'BOOLEAN') return value === 'true' || value === 'false';
  if (type === 'CHOICE') return choices.includes(value) && new Set(choices).size === choices.length;
  if (type === 'TEXT') return value.length <= max;
  return Number(value) >= min && Number(value) <= max && (type === 'NUMBER' || Number.isInteger(Number(value)));
};

test('every default is a value that its parameter accepts, and every number has two ends', () => {
  for (const { name, parameters } of BUILT_IN_ALGORITHMS) for (const parameter of parameters) {
    expect(isAllowed(parameter), `${name} ${parameter.name}`).toBe(true);
    expect(['INTEGER', 'NUMBER'].includes(parameter.type) ? [parameter.min, parameter.max].every((end) => end !== undefined) : true, `${name} ${parameter.name}`).toBe(true);
  }
});
