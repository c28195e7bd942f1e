// Configurations: texts that a program is given by name, such as the contents of its settings file.
import { listAt, type InputPath } from '../../input/check.ts';
import type { JsonObject } from '../task-doc.ts';
import { CONTENT_LIMITS } from './content-limits.ts';
import { boundedAt, contentKeyAt, objectEntriesAt, overlaid, textFieldsAt } from './content-reading.ts';

/** One configuration as it is stored under its name. */
export interface Configuration {
  readonly [field: string]: string;
  readonly name: string;
  readonly value: string;
}

/** Configurations as an object by name; the keys win over what the items say. */
export function configurationAt(value: unknown, path: InputPath): JsonObject {
  return boundedAt(Object.fromEntries(objectEntriesAt(value, path).map(([name, item]) => {
    const one = itemAt(item, [...path, name], name);
    return [one.name, one];
  })), path);
}

/** Configurations as a list; each says its name. */
export function configurationsAt(value: unknown, path: InputPath): readonly Configuration[] {
  return listAt(value, path, { max: CONTENT_LIMITS.items, entry: (item, at) => itemAt(item, at, new Map(objectEntriesAt(item, at)).get('name')) });
}

/** Names of configurations. */
export function contentKeysAt(value: unknown, path: InputPath): readonly string[] {
  return listAt(value, path, { max: CONTENT_LIMITS.items, entry: contentKeyAt });
}

/** All configurations by name. */
export function listedConfigurations(configuration: JsonObject): readonly Configuration[] {
  return Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item as unknown as Configuration);
}

/** The object with these put in, in the place of all others if so wanted. */
export function withConfigurations(configuration: JsonObject, items: readonly Configuration[], options: { readonly replace: boolean }): JsonObject {
  return overlaid(options.replace ? {} : configuration, Object.fromEntries(items.map((item) => [item.name, item])));
}

/** The object without these, and whether anything went. */
export function withoutMembers(object: JsonObject, names: readonly string[]): { readonly left: JsonObject; readonly changed: boolean } {
  const gone = new Set(names);
  const left = Object.entries(object).filter(([name]) => !gone.has(name));
  return { left: Object.fromEntries(left), changed: left.length !== Object.keys(object).length };
}

function itemAt(value: unknown, path: InputPath, name: unknown): Configuration {
  const { value: text = '', ...rest } = textFieldsAt(value, path, { known: ['value', 'type', 'description'] });
  return { name: contentKeyAt(name, [...path, 'name']), value: text, ...rest };
}
