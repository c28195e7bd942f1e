// Values of parameters: texts on the wire and in documents, read by the type that the algorithm declares.
import { shownList, shownValue } from '../deck/coerce.ts';
import { assertNever } from '../errors.ts';
import { invalid, type InputPath } from '../input/check.ts';
import type { AlgorithmParameter } from './algorithm.ts';
import { DOCUMENT_LIMITS } from './graph-document.ts';

/** The value in its type, or what is wrong with the text in words that follow the name of the parameter. */
export type ParameterReading = { readonly value: string | number | boolean } | { readonly fault: string };

/**
 * A text by the type of its parameter: `True`, `true`, `1`, `on`, `yes` and their opposites for BOOLEAN, whole numbers also written `5.0`, no NaN and no
 * infinity, the exact words of a CHOICE, and every text up to the declared length for TEXT. Blanks around all but texts are nothing.
 */
export function parameterReading(parameter: AlgorithmParameter, text: string): ParameterReading {
  switch (parameter.type) {
    case 'BOOLEAN':
      return booleanOf(text);
    case 'INTEGER':
    case 'NUMBER':
      return numberOf(parameter, text);
    case 'CHOICE':
      return choiceOf(parameter, text);
    case 'TEXT':
      return textOf(parameter, text);
    default:
      return assertNever(parameter.type);
  }
}

/** The value, or INVALID at the path. */
export function parameterValueAt(parameter: AlgorithmParameter, text: string, path: InputPath = [parameter.name]): string | number | boolean {
  const reading = parameterReading(parameter, text);
  return 'value' in reading ? reading.value : invalid(path, reading.fault);
}

/** A value as callers give it made a text: JSON numbers and booleans are written out; null for anything else. */
export function parameterText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? String(value) : null;
}

const WHOLE = /^[+-]?\d{1,16}(?:\.0*)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const TRUTHS: ReadonlyMap<string, boolean> = new Map([...['true', '1', 'yes', 'on'].map((word) => [word, true] as const), ...['false', '0', 'no', 'off'].map((word) => [word, false] as const)]);

function booleanOf(text: string): ParameterReading {
  const value = TRUTHS.get(text.trim().toLowerCase());
  return value === undefined ? { fault: `must be true or false, is ${shownValue(text)}` } : { value };
}

function numberOf({ type, min, max }: AlgorithmParameter, text: string): ParameterReading {
  const written = text.trim();
  // Adding zero takes the sign from -0: zero has one sign in JSON.
  const value = (type === 'INTEGER' ? WHOLE : NUMBER).test(written) ? Number(written) + 0 : Number.NaN;
  if (!Number.isFinite(value) || (type === 'INTEGER' && !Number.isSafeInteger(value))) return { fault: `must be ${type === 'INTEGER' ? 'a whole number' : 'a number'}, is ${shownValue(text)}` };
  if (min !== undefined && value < min) return { fault: `must be at least ${min}, is ${value}` };
  return max !== undefined && value > max ? { fault: `must be at most ${max}, is ${value}` } : { value };
}

function choiceOf({ choices = [] }: AlgorithmParameter, text: string): ParameterReading {
  const word = text.trim();
  return choices.includes(word) ? { value: word } : { fault: `must be one of ${shownList(choices)}, is ${shownValue(text)}` };
}

function textOf({ max = DOCUMENT_LIMITS.text }: AlgorithmParameter, text: string): ParameterReading {
  if (text.length > max) return { fault: `must have at most ${max} characters, has ${text.length}` };
  if (text.includes('\0')) return { fault: 'must not contain the NUL character' };
  return text.isWellFormed() ? { value: text } : { fault: 'contains half of a surrogate pair, which is no text' };
}
