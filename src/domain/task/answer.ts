// Answers to an input that a task asks for: the text or JSON that a person gave, as a value of the type that is asked for.
import type { JsonValue } from '../event/event.ts';
import { STEPS_LIMITS } from '../steps/steps-spec.ts';
import type { VariableType } from '../steps/step.ts';

/** A value of the type that was asked for, or what is wrong with it. */
export type AnswerReading = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly fault: string };

/** Reads an answer. Numbers and truth values may be written as texts, because people type them into a field. */
export function readAnswer(type: VariableType, given: unknown): AnswerReading {
  switch (type) {
    case 'int':
      return numberOf(given, { isFit: Number.isSafeInteger, fault: `must be a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}` });
    case 'float':
      return numberOf(given, { isFit: Number.isFinite, fault: 'must be a number' });
    case 'bool':
      return truthOf(given);
    case 'str':
      return textOf(given);
  }
}

/** A number as people and programs write it; `Number` alone would also take an empty text and hexadecimal digits. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberOf(given: unknown, want: { isFit: (value: unknown) => boolean; fault: string }): AnswerReading {
  const value = typeof given === 'string' && given.length <= MAX_DIGITS && NUMBER.test(given.trim()) ? Number(given.trim()) : given;
  return want.isFit(value) ? { ok: true, value: value as number } : { ok: false, fault: want.fault };
}

/** Longest text that is read as a number; the longest that JavaScript writes itself has 25 characters. */
const MAX_DIGITS = 400;

const TRUTHS: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

function truthOf(given: unknown): AnswerReading {
  const word = String(typeof given === 'object' ? '' : given).trim().toLowerCase();
  const value = Object.hasOwn(TRUTHS, word) ? TRUTHS[word] : undefined;
  return value === undefined ? { ok: false, fault: 'must be true or false (yes, no, 1 and 0 will do)' } : { ok: true, value };
}

function textOf(given: unknown): AnswerReading {
  if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') return { ok: false, fault: 'must be a text' };
  const value = String(given);
  if (value.length > STEPS_LIMITS.text) return { ok: false, fault: `must have at most ${STEPS_LIMITS.text} characters, has ${value.length}` };
  return { ok: true, value };
}
