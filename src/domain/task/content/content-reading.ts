// Reading what a task is made of: texts are trimmed and made storable, what is not known is dropped, null is absent.
import { invalid, type InputPath } from '../../input/check.ts';
import { storedJson, storedText } from '../../input/stored-json.ts';
import type { JsonValue } from '../../event/event.ts';
import type { JsonObject } from '../task-doc.ts';
import { CONTENT_LIMITS } from './content-limits.ts';

/** Any JSON object, made storable; throws INVALID for what is none or larger than `CONTENT_LIMITS.json`. */
export function anyObjectAt(value: unknown, path: InputPath): JsonObject {
  objectEntriesAt(value, path);
  const stored = storedJson(value, CONTENT_LIMITS.json);
  if ('fault' in stored) invalid(path, stored.fault);
  return stored.value as JsonObject;
}

/** The entries of an object, those with null left out; throws INVALID for what is no object, or has more than `CONTENT_LIMITS.items`. */
export function objectEntriesAt(value: unknown, path: InputPath): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object');
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  if (entries.length > CONTENT_LIMITS.items) invalid(path, `must have at most ${CONTENT_LIMITS.items} entries, has ${entries.length}`);
  return entries;
}

/** A text as it is to be kept; throws INVALID. */
export function anyTextAt(value: unknown, path: InputPath, max: number = CONTENT_LIMITS.text): string {
  if (typeof value !== 'string') invalid(path, 'must be a text');
  if (value.length > max) invalid(path, `must have at most ${max} characters, has ${value.length}`);
  return storedText(value);
}

/** A name within the content: of a section, a parameter, a configuration, an artifact, a model. Trimmed, and not empty. */
export function contentKeyAt(value: unknown, path: InputPath): string {
  const key = anyTextAt(value, path, CONTENT_LIMITS.key).trim();
  if (key === '') invalid(path, 'must not be empty');
  return key;
}

/** The texts of an object among the fields of these names, in their order; other fields are dropped. `trimmed` fields lose the space around them. */
export function textFieldsAt(value: unknown, path: InputPath, fields: { readonly known: readonly string[]; readonly trimmed?: readonly string[] }): { readonly [field: string]: string } {
  const given = new Map(objectEntriesAt(value, path));
  const { known, trimmed = [] } = fields;
  return Object.fromEntries(known.flatMap((field) => {
    const text = given.get(field);
    if (text === undefined) return [];
    const kept = anyTextAt(text, [...path, field]);
    return [[field, trimmed.includes(field) ? kept.trim() : kept]];
  }));
}

/** Throws INVALID when something that was put together is larger than `CONTENT_LIMITS.json`. */
export function boundedAt<T extends JsonValue>(value: T, path: InputPath): T {
  const { length } = JSON.stringify(value);
  if (length > CONTENT_LIMITS.json) invalid(path, `is larger than ${CONTENT_LIMITS.json} characters of JSON`);
  return value;
}

/** A member of an object of ours that may have any name: what an object inherits is no member. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Two objects as one, the members of the second winning; names like `__proto__` are members like any others. */
export function overlaid(under: JsonObject, over: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(under), ...Object.entries(over)]);
}
