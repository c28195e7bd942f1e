// Checks of values from outside: each gives back the value with its type, or throws INVALID with the place of the fault.
import { DomainError } from '../errors.ts';
import { jsonFault } from './json-fault.ts';
import type { JsonValue } from '../event/event.ts';

/** Where in the input we are. */
export type InputPath = readonly string[];

/** Longest part of a path that an error repeats: keys of the input may be as long as the input. */
export const MAX_PATH_PART = 100;

/** Stops with INVALID at a place. */
export function invalid(path: InputPath, message: string): never {
  const shown = path.map((part) => (part.length > MAX_PATH_PART ? `${part.slice(0, MAX_PATH_PART)}…` : part).toWellFormed());
  throw new DomainError('INVALID', `${shown.join('.') || 'input'}: ${message}`, { path: shown });
}

/** A plain object with no other keys than the known ones; a key that is undefined counts as absent. */
export function objectAt(value: unknown, path: InputPath, known: readonly string[]): { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object');
  const stranger = Object.entries(value).find(([key, inner]) => inner !== undefined && !known.includes(key))?.[0];
  if (stranger !== undefined) invalid([...path, stranger], `is not known here; known are ${known.join(', ')}`);
  return value as { readonly [key: string]: unknown };
}

/** Limits of a text. */
export interface TextLimits {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** What the pattern means, for the error. */
  readonly form?: string;
}

/** A text within limits, without NUL (PostgreSQL cannot store it) and without halves of surrogate pairs. */
export function textAt(value: unknown, path: InputPath, limits: TextLimits): string {
  if (typeof value !== 'string') invalid(path, 'must be a text');
  const { min = 0, max, pattern } = limits;
  if (value.length < min) invalid(path, min === 1 ? 'must not be empty' : `must have at least ${min} characters`);
  if (value.length > max) invalid(path, `must have at most ${max} characters, has ${value.length}`);
  if (value.includes('\0')) invalid(path, 'must not contain the NUL character');
  if (!value.isWellFormed()) invalid(path, 'contains half of a surrogate pair, which is no text');
  if (pattern && !pattern.test(value)) invalid(path, `must be ${limits.form ?? `of the form ${pattern.source}`}`);
  return value;
}

/** A whole number within limits. */
export function integerAt(value: unknown, path: InputPath, limits: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) invalid(path, 'must be a whole number');
  if (value < limits.min || value > limits.max) invalid(path, `must be from ${limits.min} to ${limits.max}`);
  return value;
}

/** A number within limits. */
export function numberAt(value: unknown, path: InputPath, limits: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) invalid(path, 'must be a number');
  if (value < limits.min || value > limits.max) invalid(path, `must be from ${limits.min} to ${limits.max}`);
  return value;
}

/** An object of any JSON that PostgreSQL can store, of at most `max` characters as text. */
export function jsonObjectAt(value: unknown, path: InputPath, limits: { max: number }): { readonly [key: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object');
  const fault = jsonFault(value);
  if (fault) invalid([...path, ...fault.path], fault.message);
  if (JSON.stringify(value).length > limits.max) invalid(path, `is larger than ${limits.max} characters of JSON`);
  return value as { readonly [key: string]: JsonValue };
}

/** A list of at most `max` entries, each checked by `entry`. */
export function listAt<T>(value: unknown, path: InputPath, options: { max: number; entry: (value: unknown, path: InputPath) => T }): readonly T[] {
  if (!Array.isArray(value)) invalid(path, 'must be a list');
  if (value.length > options.max) invalid(path, `must have at most ${options.max} entries, has ${value.length}`);
  return value.map((item, i) => options.entry(item, [...path, String(i)]));
}

/** One of a closed set of words. */
export function wordAt<T extends string>(value: unknown, path: InputPath, words: readonly T[]): T {
  if (typeof value !== 'string' || !(words as readonly string[]).includes(value)) invalid(path, `must be one of ${words.join(', ')}`);
  return value as T;
}

/** The checked value, or the fallback when it is absent (undefined or null). */
export function optional<T, F>(value: unknown, check: (value: unknown) => T, fallback: F): T | F {
  return value === undefined || value === null ? fallback : check(value);
}
