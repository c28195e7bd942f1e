// How a task is executed and where its results go, as its people describe it.
import { integerAt, invalid, wordAt, type InputPath } from '../../input/check.ts';
import type { JsonValue } from '../../event/event.ts';
import type { JsonObject } from '../task-doc.ts';
import { anyTextAt, contentKeyAt, objectEntriesAt } from './content-reading.ts';

const RESULTS = ['success', 'failure'] as const;

/** `framework`, `docker_cmd`, `model_labels` and `test_split`; the rest of an execution has members and tables of its own, or is dropped. */
export function executionAt(value: unknown, path: InputPath): JsonObject {
  const given = new Map(objectEntriesAt(value, path));
  return Object.fromEntries([...given].flatMap(([field, inner]): readonly (readonly [string, JsonValue])[] => {
    const at = [...path, field];
    if (field === 'framework' || field === 'docker_cmd') return [[field, anyTextAt(inner, at)]];
    if (field === 'model_labels') return [[field, labelsAt(inner, at)]];
    return field === 'test_split' ? [[field, integerAt(inner, at, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })]] : [];
  }));
}

/** `destination`, `error` and `result`. */
export function outputAt(value: unknown, path: InputPath): JsonObject {
  const given = new Map(objectEntriesAt(value, path));
  return Object.fromEntries([...given].flatMap(([field, inner]): readonly (readonly [string, JsonValue])[] => {
    const at = [...path, field];
    if (field === 'destination' || field === 'error') return [[field, anyTextAt(inner, at)]];
    return field === 'result' ? [[field, wordAt(inner, at, RESULTS)]] : [];
  }));
}

/** Labels with their numbers. A number with a fraction, as some clients write whole ones, loses it. */
export function labelsAt(value: unknown, path: InputPath): JsonObject {
  return Object.fromEntries(objectEntriesAt(value, path).map(([label, number]) => {
    const at = [...path, label];
    if (typeof number !== 'number' || !Number.isSafeInteger(Math.trunc(number))) invalid(at, 'must be a whole number');
    return [contentKeyAt(label, at), Math.trunc(number)];
  }));
}
