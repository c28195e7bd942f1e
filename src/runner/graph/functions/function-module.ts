// Loading a file of algorithms and describing what it offers; happens in the file's own process only.
import { pathToFileURL } from 'node:url';
import type { AnyAlgorithm, ParameterSignature } from './define-algorithm.ts';
import { UnfitFunction } from './unfit-function.ts';

/** The algorithms that a module exports, by their names; throws what its code throws, or an error that says what to write. */
export async function loadAlgorithms(file: string): Promise<ReadonlyMap<string, AnyAlgorithm>> {
  const module = (await import(pathToFileURL(file).href)) as { readonly [name: string]: unknown };
  const algorithms = new Map(Object.entries(module).flatMap(([name, exported]) => (isAlgorithm(exported) ? [[name, exported] as const] : [])));
  if (algorithms.size === 0) throw new UnfitFunction('exports no algorithm; write `export const invert = defineAlgorithm({ inputs: { image: \'IMAGE\' }, outputs: { image: \'IMAGE\' }, run({ image }) { … } })`');
  return algorithms;
}

/** What is told of an algorithm: whoever gets it checks it. */
export function describeAlgorithm(name: string, { description = '', inputs, outputs, parameters = {} }: AnyAlgorithm): unknown {
  return {
    name,
    description,
    inputs: Object.entries(inputs).map(([port, signature]) => ({ name: port, ...(typeof signature === 'string' ? { type: signature } : signature) })),
    outputs: Object.entries(outputs).map(([port, type]) => ({ name: port, type })),
    parameters: Object.entries(parameters).map(([parameter, signature]) => describeParameter(parameter, signature)),
  };
}

// Defaults are texts in a description, as they are in documents.
function describeParameter(name: string, signature: ParameterSignature): unknown {
  const { default: value, description = '', ...rest } = signature;
  return { name, ...rest, description, ...(value === undefined ? {} : { default: String(value) }) };
}

function isAlgorithm(exported: unknown): exported is AnyAlgorithm {
  return isObject(exported) && typeof exported['run'] === 'function' && isObject(exported['inputs']) && isObject(exported['outputs']);
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
