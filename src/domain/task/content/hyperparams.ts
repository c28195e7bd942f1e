// Hyperparameters: what a program is given, by section and name; all of it is text.
import { invalid, listAt, type InputPath } from '../../input/check.ts';
import type { JsonObject } from '../task-doc.ts';
import { CONTENT_LIMITS } from './content-limits.ts';
import { boundedAt, contentKeyAt, objectEntriesAt, textFieldsAt } from './content-reading.ts';

/** One parameter as it is stored under its section and name. */
export interface Parameter {
  readonly [field: string]: string;
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/** What becomes of the parameters that an edit does not name: they stay, go within its sections, or go. */
export const PARAMETER_REPLACEMENTS = ['none', 'section', 'all'] as const;
/** One of them. */
export type ParameterReplacement = (typeof PARAMETER_REPLACEMENTS)[number];

/** What is to go: a parameter, or all of a section. */
export interface ParameterName {
  readonly section: string;
  readonly name: string | null;
}

/** Hyperparameters as an object of sections; the keys win over what the items say of their places. */
export function hyperparamsAt(value: unknown, path: InputPath): JsonObject {
  return boundedAt(Object.fromEntries(objectEntriesAt(value, path).map(([section, items]) => {
    const at = [...path, section];
    const key = contentKeyAt(section, at);
    return [key, Object.fromEntries(objectEntriesAt(items, at).map(([name, item]) => {
      const parameter = parameterAt(item, [...at, name], { section: key, name });
      return [parameter.name, parameter];
    }))];
  })), path);
}

/** Parameters as a list; each says where it belongs. */
export function parametersAt(value: unknown, path: InputPath): readonly Parameter[] {
  return listAt(value, path, { max: CONTENT_LIMITS.items, entry: (item, at) => {
    const given = new Map(objectEntriesAt(item, at));
    return parameterAt(item, at, { section: contentKeyAt(given.get('section'), [...at, 'section']), name: contentKeyAt(given.get('name'), [...at, 'name']) });
  } });
}

/** Names of what is to go. */
export function parameterNamesAt(value: unknown, path: InputPath): readonly ParameterName[] {
  return listAt(value, path, { max: CONTENT_LIMITS.items, entry: (item, at) => {
    const given = new Map(objectEntriesAt(item, at));
    const name = given.get('name');
    return { section: contentKeyAt(given.get('section'), [...at, 'section']), name: name === undefined ? null : contentKeyAt(name, [...at, 'name']) };
  } });
}

/** All parameters, by section and then by name. */
export function listedParameters(hyperparams: JsonObject): readonly Parameter[] {
  return byName(hyperparams).flatMap(([, items]) => byName(items as JsonObject).map(([, item]) => item as unknown as Parameter));
}

/** Hyperparameters with these put in. */
export function withParameters(hyperparams: JsonObject, items: readonly Parameter[], replace: ParameterReplacement): JsonObject {
  const named = new Set(items.map(({ section }) => section));
  const kept = replace === 'all' ? [] : Object.entries(hyperparams).filter(([section]) => replace === 'none' || !named.has(section));
  const sections = new Map(kept.map(([section, inner]) => [section, new Map(Object.entries(inner as JsonObject))]));
  for (const item of items) {
    const section = sections.get(item.section) ?? new Map();
    sections.set(item.section, section.set(item.name, item));
  }
  return Object.fromEntries([...sections].map(([section, inner]) => [section, Object.fromEntries(inner)]));
}

/** Hyperparameters without these, and whether anything went. A section that is left empty goes, too. */
export function withoutParameters(hyperparams: JsonObject, names: readonly ParameterName[]): { readonly left: JsonObject; readonly changed: boolean } {
  const whole = new Set(names.flatMap(({ section, name }) => (name === null ? [section] : [])));
  const single = new Set(names.map(({ section, name }) => JSON.stringify([section, name])));
  const left = Object.entries(hyperparams).flatMap(([section, inner]) => {
    if (whole.has(section)) return [];
    const items = Object.entries(inner as JsonObject);
    const kept = items.filter(([name]) => !single.has(JSON.stringify([section, name])));
    return kept.length === 0 && items.length > 0 ? [] : [[section, Object.fromEntries(kept)] as const];
  });
  const size = (entries: readonly (readonly [string, unknown])[]): number => entries.reduce((sum, [, inner]) => sum + 1 + Object.keys(inner as object).length, 0);
  return { left: Object.fromEntries(left), changed: size(left) !== size(Object.entries(hyperparams)) };
}

function parameterAt(value: unknown, path: InputPath, place: { readonly section: string; readonly name: string }): Parameter {
  const { value: text = '', ...rest } = textFieldsAt(value, path, { known: ['value', 'type', 'description'] });
  return { section: place.section, name: contentKeyAt(place.name, [...path, 'name']), value: text, ...rest };
}

function byName(object: JsonObject): readonly (readonly [string, unknown])[] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Throws INVALID unless there is at least one. */
export function someAt<T>(list: readonly T[], path: InputPath): readonly T[] {
  return list.length === 0 ? invalid(path, 'must have at least one entry') : list;
}
