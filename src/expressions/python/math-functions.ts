// The functions of Python's math module that are offered; errors where JavaScript would give NaN or infinity.
import { fail } from '../expression-error.ts';
import { scaled } from './exact-decimal.ts';
import { asNumber, checkedInt, requireFloat, type Value } from './value.ts';

/** Arguments of a function of numbers. */
interface Args {
  readonly args: readonly Value[];
}

/** The functions by name; they throw VALUE outside of their domain and OVERFLOW for results too large. */
export const MATH = {
  sqrt: ({ args }: Args) => inDomain(numberAt(args, 'sqrt'), Math.sqrt, 'the square root of a negative number is complex, which is not available'),
  exp: ({ args }: Args) => exponential(numberAt(args, 'exp')),
  log: ({ args }: Args) => (args.length === 1 ? logarithm(args[0] ?? null, Math.log) : logarithmTo(args)),
  log10: ({ args }: Args) => logarithm(args[0] ?? null, Math.log10),
  sin: ({ args }: Args) => inDomain(numberAt(args, 'sin'), Math.sin, 'infinity has no sine'),
  cos: ({ args }: Args) => inDomain(numberAt(args, 'cos'), Math.cos, 'infinity has no cosine'),
  tan: ({ args }: Args) => inDomain(numberAt(args, 'tan'), Math.tan, 'infinity has no tangent'),
  floor: ({ args }: Args) => whole(args[0] ?? null, Math.floor),
  ceil: ({ args }: Args) => whole(args[0] ?? null, Math.ceil),
} as const satisfies Record<string, (call: Args) => Value>;

function numberAt(args: readonly Value[], name: string): number {
  return requireFloat(args[0] ?? null, `what ${name} takes`);
}

function inDomain(value: number, apply: (value: number) => number, complaint: string): number {
  const result = apply(value);
  return Number.isNaN(result) && !Number.isNaN(value) ? fail('VALUE', complaint) : result;
}

function exponential(value: number): number {
  const result = Math.exp(value);
  return Number.isFinite(value) && !Number.isFinite(result) ? fail('OVERFLOW', 'exp gives more than a float can hold') : result;
}

function logarithm(value: Value, apply: (value: number) => number): number {
  const number = requireFloat(value, 'what a logarithm takes');
  return number <= 0 ? fail('VALUE', 'only numbers above 0 have a logarithm') : apply(number);
}

function logarithmTo(args: readonly Value[]): number {
  const [value, basis] = [logarithm(args[0] ?? null, Math.log), logarithm(args[1] ?? null, Math.log)];
  return basis === 0 ? fail('ZERO_DIVISION', 'there is no logarithm to the base 1') : value / basis;
}

function whole(value: Value, apply: (value: number) => number): bigint {
  const number = asNumber(value);
  if (typeof number === 'bigint') return number;
  const result = apply(requireFloat(value, 'what floor and ceil take'));
  if (Number.isNaN(result)) return fail('VALUE', 'nan cannot be made an int');
  return Number.isFinite(result) ? checkedInt(scaled(result, 0)) : fail('OVERFLOW', 'infinity cannot be made an int');
}
