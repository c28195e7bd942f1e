// Reading the description of a deck that comes from outside: from a runner that registers it, or from a deck's own file.
import { integerAt, invalid, listAt, numberAt, objectAt, optional, textAt, wordAt, type InputPath } from '../input/check.ts';
import { coerceArgument } from './coerce.ts';
import { DECK_LIMITS, DECK_NAME, VALUE_TYPES, type ArgumentSignature, type DeckDescription, type InstrumentDescription, type MethodSignature, type ValueType } from './deck.ts';

const ARGUMENT_KEYS = ['type', 'nullable', 'min', 'max', 'choices', 'default', 'unit', 'description'];
const NUMBER_TYPES: ReadonlySet<ValueType> = new Set(['int', 'float']);
const CHOICE_TYPES: ReadonlySet<ValueType> = new Set(['int', 'float', 'bool', 'str', 'any']);

/** Decks of one runner: at most `DECK_LIMITS.decks`, no name twice. Throws INVALID with the place. */
export function decksAt(value: unknown, path: InputPath): readonly DeckDescription[] {
  const decks = listAt(value, path, { max: DECK_LIMITS.decks, entry: deckDescriptionAt });
  requireUnique(decks, path, 'deck');
  return decks;
}

/** One deck within `DECK_LIMITS`: names are identifiers, no instrument twice, defaults and choices fit their own types. Throws INVALID with the place. */
export function deckDescriptionAt(value: unknown, path: InputPath): DeckDescription {
  const given = objectAt(value, path, ['name', 'description', 'instruments']);
  const instruments = listAt(given['instruments'], [...path, 'instruments'], { max: DECK_LIMITS.instruments, entry: instrumentAt });
  requireUnique(instruments, [...path, 'instruments'], 'instrument');
  const description = { name: deckNameAt(given['name'], [...path, 'name']), ...descriptionOf(given, path), instruments };
  const size = JSON.stringify(description).length;
  if (size > DECK_LIMITS.json) invalid(path, `is ${size} characters of JSON, at most ${DECK_LIMITS.json}: shorten descriptions, or split it into several decks`);
  return description;
}

/** A name of a deck, an instrument, a method or an argument. */
export function deckNameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 100, pattern: DECK_NAME, form: 'an identifier: letters, digits and _, not beginning with a digit' });
}

function instrumentAt(value: unknown, path: InputPath): InstrumentDescription {
  const given = objectAt(value, path, ['name', 'description', 'methods']);
  const methods = namedAt(given['methods'], [...path, 'methods'], { max: DECK_LIMITS.methods, entry: methodAt });
  return { name: deckNameAt(given['name'], [...path, 'name']), ...descriptionOf(given, path), methods };
}

function methodAt(value: unknown, path: InputPath): MethodSignature {
  const given = objectAt(value, path, ['args', 'returns', 'repeatable', 'description']);
  return {
    args: optional(given['args'], (v) => namedAt(v, [...path, 'args'], { max: DECK_LIMITS.args, entry: argumentAt }), {}),
    returns: returnsAt(given['returns'], [...path, 'returns']),
    ...field(given, 'repeatable', (v) => flagAt(v, [...path, 'repeatable'])),
    ...descriptionOf(given, path),
  };
}

function returnsAt(value: unknown, path: InputPath): MethodSignature['returns'] {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) return typeAt(value, path);
  if (value.length === 0) invalid(path, 'must name at least one result; use null for a method that gives nothing');
  return listAt(value, path, { max: DECK_LIMITS.args, entry: typeAt });
}

function argumentAt(value: unknown, path: InputPath): ArgumentSignature {
  const given = objectAt(value, path, ARGUMENT_KEYS);
  const type = typeAt(given['type'], [...path, 'type']);
  const bare = { type, ...field(given, 'nullable', (v) => flagAt(v, [...path, 'nullable'])), ...rangeOf(given, path, type) };
  const signature: ArgumentSignature = { ...bare, ...choicesOf(given, path, bare) };
  return { ...signature, ...defaultOf(given, path, signature), ...field(given, 'unit', (v) => noteAt(v, [...path, 'unit'])), ...descriptionOf(given, path) };
}

function rangeOf(given: Given, path: InputPath, type: ValueType): Pick<ArgumentSignature, 'min' | 'max'> {
  const bound = (key: 'min' | 'max') => field(given, key, (v) => boundAt(v, [...path, key], type));
  const range = { ...bound('min'), ...bound('max') };
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) invalid([...path, 'min'], `must not be greater than max, which is ${range.max}`);
  return range;
}

function boundAt(value: unknown, path: InputPath, type: ValueType): number {
  if (!NUMBER_TYPES.has(type)) invalid(path, `has no meaning for ${type}; only int and float have a least and a greatest value`);
  const limits = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
  return type === 'int' ? integerAt(value, path, limits) : numberAt(value, path, limits);
}

function choicesOf(given: Given, path: InputPath, bare: ArgumentSignature): Pick<ArgumentSignature, 'choices'> {
  return field(given, 'choices', (v) => {
    if (!CHOICE_TYPES.has(bare.type)) invalid([...path, 'choices'], `have no meaning for ${bare.type}`);
    const choices = listAt(v, [...path, 'choices'], { max: DECK_LIMITS.choices, entry: (one, at) => plainAt(one, at, bare) });
    if (choices.length === 0) invalid([...path, 'choices'], 'must have at least one value; leave the field out when every value is allowed');
    return choices as NonNullable<ArgumentSignature['choices']>;
  });
}

// Null is a default of its own: absent is what is undefined.
function defaultOf(given: Given, path: InputPath, signature: ArgumentSignature): Pick<ArgumentSignature, 'default'> {
  const value = given['default'];
  if (value === undefined) return {};
  if (value !== null) return { default: plainAt(value, [...path, 'default'], signature) };
  if (!signature.nullable) invalid([...path, 'default'], 'must not be null unless the argument is nullable');
  return { default: null };
}

/** A text, number or boolean that fits the signature, in its type; for lists and dicts the text of the JSON stays. */
function plainAt(value: unknown, path: InputPath, signature: ArgumentSignature): string | number | boolean {
  const plain = typeof value === 'string' ? noteAt(value, path) : value;
  if (typeof plain !== 'string' && typeof plain !== 'boolean' && !(typeof plain === 'number' && Number.isFinite(plain))) invalid(path, 'must be a text, a number, true or false');
  const coerced = coerceArgument(signature, plain);
  if ('fault' in coerced) invalid(path, coerced.fault);
  return typeof coerced.value === 'object' ? plain : coerced.value;
}

type Given = { readonly [key: string]: unknown };

function typeAt(value: unknown, path: InputPath): ValueType {
  return wordAt(value, path, VALUE_TYPES);
}

function noteAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { max: DECK_LIMITS.text });
}

function flagAt(value: unknown, path: InputPath): boolean {
  return typeof value === 'boolean' ? value : invalid(path, 'must be true or false');
}

function descriptionOf(given: Given, path: InputPath): { readonly description?: string } {
  return field(given, 'description', (v) => noteAt(v, [...path, 'description']));
}

/** Named entries in their order: names are identifiers. */
function namedAt<T>(value: unknown, path: InputPath, options: { max: number; entry: (value: unknown, path: InputPath) => T }): { readonly [name: string]: T } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object');
  const entries = Object.entries(value);
  if (entries.length > options.max) invalid(path, `must have at most ${options.max} entries, has ${entries.length}`);
  return Object.fromEntries(entries.map(([name, one]) => [deckNameAt(name, [...path, name]), options.entry(one, [...path, name])]));
}

function requireUnique(named: readonly { readonly name: string }[], path: InputPath, what: string): void {
  const seen = new Set<string>();
  for (const [i, { name }] of named.entries()) {
    if (seen.has(name)) invalid([...path, String(i), 'name'], `the ${what} ${name} is described twice`);
    seen.add(name);
  }
}

function field<K extends string, T>(given: Given, key: K, check: (value: unknown) => T): { readonly [key in K]?: T } {
  const value = given[key];
  return value === undefined || value === null ? {} : ({ [key]: check(value) } as { readonly [key in K]: T });
}
