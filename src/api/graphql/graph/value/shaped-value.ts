// The fields that the member of the union shows of a value's JSON.
import { DomainError } from '../../../../domain/errors.ts';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { type JsonValueType, valueShapeAt } from '../../../../domain/graph/value/value-input.ts';

/** The fields; null when the JSON is not of the shape that its type says, so that it has to be shown as it is. */
export function shapedValue(type: JsonValueType, json: JsonValue): object | null {
  const shape = shapeOf(type, json);
  if (shape === null) return null;
  if (type === 'DATA_DICT') return { data: json };
  // `objects` is a list of things in another type, and one operation may ask for both.
  if (type === 'BLOB_VALUES') return { measurements: (shape as { readonly objects: unknown }).objects };
  return shape;
}

function shapeOf(type: JsonValueType, json: JsonValue): object | null {
  try {
    return valueShapeAt(type, json, []) as object;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'INVALID') return null;
    throw error;
  }
}
