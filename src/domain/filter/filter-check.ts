// Whether a filter can be: fields that there are, values of their types, within the limits.
import { invalid, type InputPath, integerAt, textAt, wordAt } from '../input/check.ts';
import { isUuid } from '../uuid.ts';
import { COMPARE_OPS, type FieldPath, type Filter, type FilterLeaf, type FilterValue, LIST_OPS, TEXT_OPS, isLeaf } from './filter.ts';
import { type FieldCatalogue, type FilterField, fieldOf } from './filter-field.ts';
import { parsePattern } from './text-pattern.ts';

/** Deepest nesting of a filter. */
export const MAX_FILTER_DEPTH = 10;
/** Most parts of a filter, joining ones included. */
export const MAX_FILTER_NODES = 200;
/** Most values that one part compares with. */
export const MAX_FILTER_VALUES = 100;
/** Longest text of a filter, in characters. */
export const MAX_FILTER_TEXT = 255;
/** Most keys of a path into JSON. */
export const MAX_FILTER_KEYS = 10;

interface Place {
  readonly catalogue: FieldCatalogue;
  readonly depth: number;
  readonly count: { nodes: number };
}

/** Throws INVALID, at `path`, for a filter that is too deep or too large, names a field that there is not, or compares it with what it cannot be. */
export function checkFilter(filter: Filter, catalogue: FieldCatalogue, path: InputPath = ['filter']): void {
  check(filter, path, { catalogue, depth: 1, count: { nodes: 0 } });
}

function check(filter: Filter, path: InputPath, place: Place): void {
  if (place.depth > MAX_FILTER_DEPTH) invalid(path, `a filter must not be nested deeper than ${MAX_FILTER_DEPTH}`);
  if (++place.count.nodes > MAX_FILTER_NODES) invalid(path, `a filter must have at most ${MAX_FILTER_NODES} parts`);
  if (isLeaf(filter)) return checkLeaf(filter, path, fieldAt(filter.path, path, place.catalogue));
  const below = { ...place, depth: place.depth + 1 };
  for (const part of filter.kind === 'not' ? [filter.part] : filter.parts) check(part, path, below);
}

type NamedField = FilterField & { readonly name: string };

function fieldAt([name, ...keys]: FieldPath, path: InputPath, catalogue: FieldCatalogue): NamedField {
  const field = fieldOf(catalogue, name);
  if (field === undefined) invalid(path, `there is no field ${JSON.stringify(name.slice(0, MAX_FILTER_TEXT).toWellFormed())}; there are ${Object.keys(catalogue).join(', ')}`);
  if (field.type !== 'json' && keys.length > 0) invalid(path, `the field ${name} has no parts`);
  if (field.type === 'json' && keys.length === 0) invalid(path, `name a key of ${name}`);
  if (keys.length > MAX_FILTER_KEYS) invalid(path, `a path must have at most ${MAX_FILTER_KEYS} keys`);
  for (const key of keys) textAt(key, path, { max: MAX_FILTER_TEXT });
  return { ...field, name };
}

function checkLeaf(leaf: FilterLeaf, path: InputPath, field: NamedField): void {
  const isText = field.type === 'text' || field.type === 'json';
  const cannot = (what: string): never => invalid(path, `${leaf.path[0]} cannot be compared by ${what}`);
  if ('ignoreCase' in leaf && leaf.ignoreCase === true && !isText) cannot('its case');
  switch (leaf.kind) {
    case 'compare':
      wordAt(leaf.op, path, COMPARE_OPS);
      if (leaf.op !== 'eq' && leaf.op !== 'ne' && (field.type === 'id' || field.type === 'word' || field.type === 'flag')) cannot('its order');
      if (field.type === 'json' && typeof leaf.value === 'boolean' && leaf.op !== 'eq' && leaf.op !== 'ne') cannot('the order of true and false');
      return checkValue(leaf.value, path, field);
    case 'oneOf':
      atMost(leaf.values, path);
      return leaf.values.forEach((value) => checkValue(value, path, field));
    case 'text':
      wordAt(leaf.op, path, TEXT_OPS);
      if (!isText) cannot('its text');
      textAt(leaf.value, path, { max: MAX_FILTER_TEXT });
      return;
    case 'regex':
      if (!isText) cannot('a pattern');
      parsePattern(textAt(leaf.pattern, path, { max: MAX_FILTER_TEXT }), path);
      return;
    case 'list':
      wordAt(leaf.op, path, LIST_OPS);
      if (field.type !== 'texts') cannot('entries: it is no list');
      if (leaf.op === 'elem' && leaf.values.length !== 1) invalid(path, 'elem has one value');
      atMost(leaf.values, path);
      leaf.values.forEach((value) => textAt(value, path, { max: MAX_FILTER_TEXT }));
      return;
    case 'entry':
      if (field.type !== 'texts') cannot('entries: it is no list');
      return checkLeaf(leaf.part, path, { name: field.name, type: 'text' });
    case 'exists':
      return;
  }
}

function atMost(values: readonly FilterValue[], path: InputPath): void {
  if (values.length > MAX_FILTER_VALUES) invalid(path, `at most ${MAX_FILTER_VALUES} values`);
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function checkValue(value: FilterValue, path: InputPath, field: NamedField): void {
  switch (field.type) {
    case 'text':
      return void textAt(value, path, { max: MAX_FILTER_TEXT });
    case 'integer':
      return void integerAt(value, path, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) invalid(path, `${field.name} is compared with a number`);
      return;
    case 'time':
      if (!isTime(value)) invalid(path, `${field.name} is compared with a time from year 1 to 9999, such as 2026-11-21T10:17:00.000Z`);
      return;
    case 'id':
      if (typeof value !== 'string' || !isUuid(value)) invalid(path, `${field.name} is compared with an id`);
      return;
    case 'word':
      return void wordAt(value, path, field.words ?? []);
    case 'flag':
      if (typeof value !== 'boolean') invalid(path, `${field.name} is true or false`);
      return;
    case 'json':
      if (typeof value === 'string') return void textAt(value, path, { max: MAX_FILTER_TEXT });
      if (typeof value === 'number' && !Number.isFinite(value)) invalid(path, 'must be a number that JSON can write');
      return;
    case 'texts':
      invalid(path, `${field.name} is a list: ask for its entries`);
  }
}

/** Whether the text is a time that every part of the system can hold, in the one form in which times are compared. */
export function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !TIME.test(value) || value.startsWith('0000')) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}
