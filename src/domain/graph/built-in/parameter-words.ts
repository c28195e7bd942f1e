// Words in which built-in algorithms are described: each makes one port or one parameter.
import type { AlgorithmDescription, AlgorithmParameter, AlgorithmPort, IoType } from '../algorithm.ts';

/** A range of numbers with the value that holds when nothing is said, and what it means. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly description: string;
}

/** A built-in algorithm; the name gets the prefix that all of them bear. */
export function builtIn(name: string, description: Omit<AlgorithmDescription, 'name' | 'source'>): AlgorithmDescription {
  return { name: `sy_${name}`, source: 'BUILT_IN', ...description };
}

/** A port. */
export function port(name: string, type: IoType, options: { readonly optional?: boolean } = {}): AlgorithmPort {
  return { name, type, ...options };
}

/** A whole number, ends of the range included. */
export function integer(name: string, { default: value, ...range }: NumberRange): AlgorithmParameter {
  return { name, type: 'INTEGER', default: String(value), ...range };
}

/** Any number, ends of the range included. */
export function decimal(name: string, { default: value, ...range }: NumberRange): AlgorithmParameter {
  return { name, type: 'NUMBER', default: String(value), ...range };
}

/** One of a few texts, the first unless another is the default. */
export function choice(name: string, choices: readonly [string, ...string[]], description: string): AlgorithmParameter {
  return { name, type: 'CHOICE', default: choices[0], choices, description };
}

/** Yes or no. */
export function flag(name: string, value: boolean, description: string): AlgorithmParameter {
  return { name, type: 'BOOLEAN', default: String(value), description };
}

/** Text of at most `max` characters. */
export function text(name: string, { max, default: value, description }: { readonly max: number; readonly default: string; readonly description: string }): AlgorithmParameter {
  return { name, type: 'TEXT', default: value, max, description };
}
