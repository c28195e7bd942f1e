// Reading the algorithms that a runner offers.
import { integerAt, invalid, listAt, numberAt, objectAt, optional, textAt, wordAt, type InputPath } from '../input/check.ts';
import { ALGORITHM_LIMITS, ALGORITHM_NAME, IO_TYPES, PARAMETER_TYPES, type AlgorithmDescription, type AlgorithmParameter, type AlgorithmPort } from './algorithm.ts';
import { parameterValueAt } from './parameter-value.ts';

/** Algorithms of one runner within `ALGORITHM_LIMITS`: no name twice, none of those that are taken, defaults that their own types take. Throws INVALID with the place. */
export function offeredAlgorithmsAt(value: unknown, path: InputPath, taken: ReadonlySet<string>): readonly AlgorithmDescription[] {
  const algorithms = listAt(value, path, { max: ALGORITHM_LIMITS.algorithms, entry: algorithmAt });
  requireDistinct(algorithms, path);
  algorithms.forEach(({ name }, i) => {
    if (taken.has(name)) invalid([...path, String(i), 'name'], `${name} is built in: give the algorithm another name`);
  });
  const size = JSON.stringify(algorithms).length;
  return size > ALGORITHM_LIMITS.json ? invalid(path, `are ${size} characters of JSON, at most ${ALGORITHM_LIMITS.json}: shorten descriptions, or offer some by another runner`) : algorithms;
}

function algorithmAt(value: unknown, path: InputPath): AlgorithmDescription {
  const given = objectAt(value, path, ['name', 'source', 'description', 'inputs', 'outputs', 'parameters']);
  const ports = (key: 'inputs' | 'outputs') => listAt(given[key], [...path, key], { max: ALGORITHM_LIMITS.ports, entry: portAt });
  const parameters = listAt(given['parameters'], [...path, 'parameters'], { max: ALGORITHM_LIMITS.parameters, entry: parameterAt });
  requireDistinct(parameters, [...path, 'parameters']);
  return {
    name: textAt(given['name'], [...path, 'name'], { min: 1, max: 200, pattern: ALGORITHM_NAME, form: 'made of letters, digits, _ . -, beginning with a letter or _' }),
    source: wordAt(given['source'], [...path, 'source'], ['FUNCTION', 'MODEL_SERVER']),
    description: noteAt(given['description'], [...path, 'description']),
    inputs: ports('inputs'), outputs: ports('outputs'), parameters,
  };
}

function portAt(value: unknown, path: InputPath): AlgorithmPort {
  const given = objectAt(value, path, ['name', 'type', 'optional']);
  const isOptional = optional(given['optional'], (v) => (typeof v === 'boolean' ? v : invalid([...path, 'optional'], 'must be true or false')), undefined);
  return { name: nameAt(given['name'], [...path, 'name']), type: wordAt(given['type'], [...path, 'type'], IO_TYPES), ...(isOptional === undefined ? {} : { optional: isOptional }) };
}

function parameterAt(value: unknown, path: InputPath): AlgorithmParameter {
  const given = objectAt(value, path, ['name', 'type', 'default', 'min', 'max', 'choices', 'description']);
  const bound = (key: 'min' | 'max') => optional(given[key], (v) => ({ [key]: numberAt(v, [...path, key], { min: -Number.MAX_VALUE, max: Number.MAX_VALUE }) }), {});
  const type = wordAt(given['type'], [...path, 'type'], PARAMETER_TYPES);
  const choices = optional(given['choices'], (v) => ({ choices: listAt(v, [...path, 'choices'], { max: ALGORITHM_LIMITS.choices, entry: noteAt }) }), {});
  if (type === 'CHOICE' && !('choices' in choices)) invalid([...path, 'choices'], 'is missing: a CHOICE lists its texts');
  if (type === 'TEXT' && given['max'] != null) integerAt(given['max'], [...path, 'max'], { min: 0, max: Number.MAX_SAFE_INTEGER });
  const parameter = {
    name: nameAt(given['name'], [...path, 'name']), type, default: textAt(given['default'], [...path, 'default'], { max: 10_000 }), ...bound('min'), ...bound('max'), ...choices,
    description: noteAt(given['description'], [...path, 'description']),
  };
  parameterValueAt(parameter, parameter.default, [...path, 'default']);
  return parameter;
}

function nameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 200, pattern: /^[^\p{Cc}]*$/u, form: 'free of control characters' });
}

function noteAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { max: ALGORITHM_LIMITS.text });
}

function requireDistinct(named: readonly { readonly name: string }[], path: InputPath): void {
  const seen = new Set<string>();
  named.forEach(({ name }, i) => {
    if (seen.has(name)) invalid([...path, String(i), 'name'], `there are two named ${name}: each name is given once`);
    seen.add(name);
  });
}
