// JSON as these clients write it: NaN and Infinity may stand for numbers; what would cost more than it could be worth is refused before it is parsed.
import { ClearmlError } from '../clearml-error.ts';

/** Most levels of a JSON text. */
export const MAX_JSON_DEPTH = 200;
/** Most values of a body, and of one line of a batch, counted by brackets and commas: a million names that differ keep the process busy for a second. */
export const MAX_JSON_VALUES = 500_000;
/** Most values of all lines of a batch: 64 MB of empty objects would be a gigabyte of them. */
export const MAX_BATCH_VALUES = 4_000_000;

/**
 * The value of a text. Numbers that are none become null; NUL and halves of surrogate pairs, which PostgreSQL cannot keep, are taken out
 * of texts. A member `__proto__` is one like any other: a parameter may have that name. Throws BAD_REQUEST.
 */
export function parseJson(text: string, batch: JsonBudget = new JsonBudget()): unknown {
  batch.spend(valuesOf(text));
  return MAY_HOLD_BAD.test(text) ? cleaned(parsed(text)) : parsed(text);
}

/** Counts the values of the lines of a batch. */
export class JsonBudget {
  #left = MAX_BATCH_VALUES;

  /** Throws BAD_REQUEST when all lines together have too many values. */
  spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw tooMany(MAX_BATCH_VALUES);
  }
}

/** How many values a text has. Throws BAD_REQUEST when they are too many, or too deep. */
function valuesOf(text: string): number {
  let [depth, values] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values++;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      values++;
      if (++depth > MAX_JSON_DEPTH) throw new ClearmlError('BAD_REQUEST', `Invalid request (the body has more than ${MAX_JSON_DEPTH} levels)`);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
  }
  if (values > MAX_JSON_VALUES) throw tooMany(MAX_JSON_VALUES);
  return values;
}

function tooMany(most: number): ClearmlError {
  return new ClearmlError('BAD_REQUEST', `Invalid request (the body has more than ${most} values): send it in several requests`);
}

const [QUOTE, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, BACKSLASH] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c];
const MAY_HOLD_BAD = /\\u(?:0000|[dD][89a-fA-F])/;
const NO_NUMBER = /-?\b(?:NaN|Infinity)\b/g;

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const strict = /NaN|Infinity/.test(text) ? withoutNoNumbers(text) : text;
    if (strict === text) throw invalid(cause);
    try {
      return JSON.parse(strict);
    } catch {
      throw invalid(cause);
    }
  }
}

/** The text with null for each number that is none, strings left as they are. */
function withoutNoNumbers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const to = quote < 0 ? text.length : quote;
    parts.push(text.slice(from, to).replaceAll(NO_NUMBER, 'null'));
    from = quote < 0 ? to : endOfString(text, quote) + 1;
    parts.push(text.slice(to, from));
  }
  return parts.join('');
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]): [string, unknown] => [cleanText(name), cleaned(each)]));
}

/** A text without NUL and halves of surrogate pairs. */
export function cleanText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}

function invalid(cause: unknown): ClearmlError {
  return new ClearmlError('BAD_REQUEST', `Invalid request (the body is no valid JSON: ${(cause as Error).message.slice(0, 200)})`, { cause });
}
