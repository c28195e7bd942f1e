// Reading the descriptions of algorithms that come from outside: from a runner that offers them, or from a file of functions.
import { invalid, listAt, numberAt, objectAt, textAt, wordAt, type InputPath } from '../input/check.ts';
import {
  ALGORITHM_LIMITS, ALGORITHM_NAME, ALGORITHM_SOURCES, IO_TYPES, PARAMETER_TYPES,
  type AlgorithmDescription, type AlgorithmParameter, type AlgorithmPort, type ParameterType,
} from './algorithm.ts';
import { parameterReading } from './parameter-value.ts';

/** Longest name of a parameter, an input or an output, in characters. */
export const MAX_MEMBER_NAME = 100;

const LIMITED_TYPES: ReadonlySet<ParameterType> = new Set(['INTEGER', 'NUMBER', 'TEXT']);

/** Algorithms of one runner within `ALGORITHM_LIMITS`, no name twice. Throws INVALID with the place. */
export function algorithmsAt(value: unknown, path: InputPath): readonly AlgorithmDescription[] {
  const algorithms = listAt(value, path, { max: ALGORITHM_LIMITS.algorithms, entry: algorithmAt });
  requireUnique(algorithms, path);
  const size = JSON.stringify(algorithms).length;
  if (size > ALGORITHM_LIMITS.json) invalid(path, `is ${size} characters of JSON, at most ${ALGORITHM_LIMITS.json}: shorten descriptions, or offer some of them by another runner`);
  return algorithms;
}

/** One algorithm: at least one output, names that are no others', defaults that their own types accept. Throws INVALID with the place. */
export function algorithmAt(value: unknown, path: InputPath): AlgorithmDescription {
  const given = objectAt(value, path, ['name', 'source', 'description', 'inputs', 'outputs', 'parameters']);
  const algorithm = {
    name: textAt(given['name'], [...path, 'name'], { min: 1, max: 200, pattern: ALGORITHM_NAME, form: 'letters, digits, _, . and -, beginning with a letter or _' }),
    source: wordAt(given['source'], [...path, 'source'], ALGORITHM_SOURCES),
    description: textAt(given['description'], [...path, 'description'], { max: ALGORITHM_LIMITS.text }),
    inputs: portsAt(given['inputs'], [...path, 'inputs']),
    outputs: portsAt(given['outputs'], [...path, 'outputs']),
    parameters: listAt(given['parameters'], [...path, 'parameters'], { max: ALGORITHM_LIMITS.parameters, entry: parameterAt }),
  };
  requireUnique(algorithm.parameters, [...path, 'parameters']);
  if (algorithm.outputs.length === 0) invalid([...path, 'outputs'], 'must name at least one output');
  const optional = algorithm.outputs.findIndex((output) => output.optional !== undefined);
  if (optional !== -1) invalid([...path, 'outputs', String(optional), 'optional'], 'is for inputs only');
  return algorithm;
}

function portsAt(value: unknown, path: InputPath): readonly AlgorithmPort[] {
  const ports = listAt(value, path, { max: ALGORITHM_LIMITS.ports, entry: portAt });
  requireUnique(ports, path);
  return ports;
}

function portAt(value: unknown, path: InputPath): AlgorithmPort {
  const given = objectAt(value, path, ['name', 'type', 'optional']);
  const { optional } = given;
  if (optional !== undefined && typeof optional !== 'boolean') invalid([...path, 'optional'], 'must be true or false');
  const port = { name: memberNameAt(given['name'], [...path, 'name']), type: wordAt(given['type'], [...path, 'type'], IO_TYPES) };
  return optional === undefined ? port : { ...port, optional };
}

function parameterAt(value: unknown, path: InputPath): AlgorithmParameter {
  const given = objectAt(value, path, ['name', 'type', 'default', 'min', 'max', 'choices', 'description']);
  const type = wordAt(given['type'], [...path, 'type'], PARAMETER_TYPES);
  const parameter: AlgorithmParameter = {
    name: memberNameAt(given['name'], [...path, 'name']),
    type,
    default: textAt(given['default'], [...path, 'default'], { max: ALGORITHM_LIMITS.text }),
    ...boundsOf(given, path, type),
    ...choicesOf(given, path, type),
    description: textAt(given['description'], [...path, 'description'], { max: ALGORITHM_LIMITS.text }),
  };
  requireDefault(parameter, path);
  return parameter;
}

function boundsOf(given: { readonly [key: string]: unknown }, path: InputPath, type: ParameterType): Pick<AlgorithmParameter, 'min' | 'max'> {
  const bounds = Object.fromEntries(
    (['min', 'max'] as const).flatMap((key) => (given[key] === undefined ? [] : [[key, numberAt(given[key], [...path, key], { min: -Number.MAX_VALUE, max: Number.MAX_VALUE })]])),
  );
  const [stranger] = Object.keys(bounds);
  if (stranger !== undefined && !LIMITED_TYPES.has(type)) invalid([...path, stranger], `is not for a parameter of type ${type}`);
  if (bounds['min']! > bounds['max']!) invalid([...path, 'max'], 'must not be smaller than min');
  return bounds;
}

function choicesOf(given: { readonly [key: string]: unknown }, path: InputPath, type: ParameterType): Pick<AlgorithmParameter, 'choices'> {
  if (type !== 'CHOICE') {
    if (given['choices'] !== undefined) invalid([...path, 'choices'], 'is for parameters of type CHOICE only');
    return {};
  }
  const choices = listAt(given['choices'], [...path, 'choices'], { max: ALGORITHM_LIMITS.choices, entry: (choice, at) => textAt(choice, at, { max: MAX_MEMBER_NAME }) });
  if (choices.length === 0) invalid([...path, 'choices'], 'must name at least one');
  return { choices };
}

function requireDefault(parameter: AlgorithmParameter, path: InputPath): void {
  const reading = parameterReading(parameter, parameter.default);
  if ('fault' in reading) invalid([...path, 'default'], reading.fault);
}

function memberNameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: MAX_MEMBER_NAME, pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, form: 'an identifier: letters, digits and _, not beginning with a digit' });
}

function requireUnique(named: readonly { readonly name: string }[], path: InputPath): void {
  const seen = new Set<string>();
  for (const [i, { name }] of named.entries()) {
    if (seen.has(name)) invalid([...path, String(i), 'name'], `${name} is already taken by another one of this list`);
    seen.add(name);
  }
}
