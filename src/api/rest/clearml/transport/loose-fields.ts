// Members that come as texts, in a query or a form: what looks like a number or a truth is one, dots nest, repetition makes lists.
import { ClearmlError } from '../clearml-error.ts';
import { cleanText } from './json-text.ts';

/** Most fields of a query, or of a form. */
export const MAX_FIELDS = 1_000;
/** Most levels of one field. */
export const MAX_FIELD_DEPTH = 20;

type Tree = Map<string, unknown>;

/** The object that the fields stand for. Throws BAD_REQUEST for too many of them, or too deep ones. */
export function looseFields(pairs: Iterable<readonly [string, string]>): Record<string, unknown> {
  const fields = new Map<string, { isList: boolean; readonly values: unknown[] }>();
  let count = 0;
  for (const [name, text] of pairs) {
    if (++count > MAX_FIELDS) throw new ClearmlError('BAD_REQUEST', `Invalid request (more than ${MAX_FIELDS} fields): send a JSON body`);
    const key = name.endsWith('[]') ? name.slice(0, -2) : name;
    const field = fields.get(key) ?? { isList: false, values: [] };
    field.values.push(looseValue(cleanText(text)));
    field.isList ||= key !== name || field.values.length > 1;
    fields.set(key, field);
  }
  const tree: Tree = new Map();
  for (const [key, { isList, values }] of fields) plant(tree, cleanText(key).split('.'), isList ? values : values[0]);
  return objectOf(tree);
}

/** What a text stands for. A number that could not be told from its neighbours stays a text: ids may consist of digits alone. */
function looseValue(text: string): unknown {
  if (/^(?:\d+\.?\d*|\.\d+)$/.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
  }
  if (text === 'true' || text === 'True' || text === 'TRUE') return true;
  return text === 'false' || text === 'False' || text === 'FALSE' ? false : text;
}

function plant(tree: Tree, names: readonly string[], value: unknown): void {
  // As in JSON bodies: it would become something else wherever it is copied.
  if (names.includes('__proto__')) return;
  if (names.length > MAX_FIELD_DEPTH) throw new ClearmlError('BAD_REQUEST', `Invalid request (a field has more than ${MAX_FIELD_DEPTH} levels)`);
  let at = tree;
  for (const name of names.slice(0, -1)) {
    const known = at.get(name);
    const next: Tree = known instanceof Map ? (known as Tree) : new Map();
    at.set(name, next);
    at = next;
  }
  at.set(names.at(-1)!, value);
}

function objectOf(tree: Tree): Record<string, unknown> {
  return Object.fromEntries([...tree].map(([name, value]) => [name, value instanceof Map ? objectOf(value as Tree) : value]));
}
