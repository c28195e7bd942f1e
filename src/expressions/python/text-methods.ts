// The methods of texts that are offered.
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import type { MethodName } from '../syntax/vocabulary.ts';
import { itemsOf } from './functions.ts';
import { piecesBetween } from './text-search.ts';
import { isItems, requireInt, typeName, withArticle, type Value } from './value.ts';
import { isSpace, stripped } from './whitespace.ts';

interface Call {
  readonly args: readonly Value[];
  readonly meter: Meter;
}

const METHODS: Readonly<Record<MethodName, (text: string, call: Call) => Value>> = {
  lower: (text, { meter }) => made(text.toLowerCase(), meter),
  upper: (text, { meter }) => made(text.toUpperCase(), meter),
  strip: (text, { args, meter }) => made(stripped(text, args[0] === undefined || args[0] === null ? undefined : textOf(args[0], 'what strip takes')), meter),
  startswith: (text, { args }) => affixes(args[0] ?? null, 'startswith').some((each) => text.startsWith(each)),
  endswith: (text, { args }) => affixes(args[0] ?? null, 'endswith').some((each) => text.endsWith(each)),
  split,
  join,
  replace,
};

/** `target.name(…)`; throws TYPE when the target is no text. */
export function callMethod(name: MethodName, target: Value, call: Call): Value {
  if (typeof target !== 'string') return fail('TYPE', `${withArticle(target)} has no ${name}(); it is a method of texts, write str(…).${name}(…)`);
  for (const each of [target, ...call.args]) if (typeof each === 'string') call.meter.read(each.length);
  return METHODS[name](target, call);
}

function made(text: string, meter: Meter): string {
  meter.text(text.length);
  return text;
}

function textOf(value: Value, what: string): string {
  return typeof value === 'string' ? value : fail('TYPE', `${what} must be a text, not ${typeName(value)}`);
}

function affixes(value: Value, name: string): readonly string[] {
  return isItems(value) && value.kind === 'tuple' ? value.items.map((each) => textOf(each, `what ${name} takes`)) : [textOf(value, `what ${name} takes`)];
}

function split(text: string, { args, meter }: Call): Value {
  const most = args[1] === undefined ? -1 : Number(requireInt(args[1], 'the number of splits'));
  const mark = args[0] ?? null;
  const pieces = mark === null ? words(text, most < 0 ? Infinity : most) : separated(text, textOf(mark, 'what split takes'), most < 0 ? Infinity : most);
  meter.items(pieces.length);
  return { kind: 'list', items: pieces };
}

function words(text: string, most: number): string[] {
  const pieces: string[] = [];
  let at = spacesEnd(text, 0);
  while (at < text.length && pieces.length < most) {
    let end = at;
    while (end < text.length && !isSpace(text[end] ?? '')) end += 1;
    pieces.push(text.slice(at, end));
    at = spacesEnd(text, end);
  }
  // After the last split the rest stays as it is, with the spaces at its end.
  return at >= text.length ? pieces : [...pieces, text.slice(at)];
}

function spacesEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at] ?? '')) at += 1;
  return at;
}

function separated(text: string, mark: string, most: number): string[] {
  if (mark === '') return fail('VALUE', 'split needs a separator that is not empty');
  const pieces = piecesBetween(text, mark);
  return pieces.length <= most + 1 ? pieces : [...pieces.slice(0, most), pieces.slice(most).join(mark)];
}

function join(text: string, { args, meter }: Call): string {
  const items = itemsOf(args[0] ?? null, meter).map((each) => textOf(each, 'every item of what join takes'));
  const length = items.reduce((sum, each) => sum + each.length, text.length * Math.max(0, items.length - 1));
  meter.text(length);
  return items.join(text);
}

// The length of the result is known before it is made: the pieces between are counted first.
function replace(text: string, { args, meter }: Call): string {
  const [old, fresh] = [textOf(args[0] ?? null, 'what replace looks for'), textOf(args[1] ?? null, 'what replace puts in')];
  const wanted = args[2] === undefined ? -1 : Number(requireInt(args[2], 'the number of replacements'));
  const pieces = old === '' ? ['', ...text, ''] : piecesBetween(text, old);
  const count = wanted < 0 ? pieces.length - 1 : Math.min(wanted, pieces.length - 1);
  meter.text(text.length + count * (fresh.length - old.length));
  const rest = pieces.slice(count).join(old);
  return count === 0 ? text : [...pieces.slice(0, count), rest].join(fresh);
}
