// BLOB_VALUES: measures of things, a list of them for each thing.
import type { InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { amountAt, indexAt, itemsAt, labelAt } from './value-part.ts';

/** One measure of one thing. */
export interface BlobMeasure {
  readonly measure: { readonly id: number; readonly name: string; readonly formula: string };
  readonly values: readonly number[];
  /** The drawn thing it belongs to. */
  readonly graphicsId: number;
  readonly label: string;
}

/** The value: for each thing its measures. */
export interface BlobValues {
  readonly objects: readonly (readonly BlobMeasure[])[];
}

/** Reads one. */
export function blobValuesAt(value: unknown, path: InputPath): BlobValues {
  return { objects: itemsAt(openObjectAt(value, path)['objects'], [...path, 'objects'], (thing, at) => itemsAt(thing, at, measureAt)) };
}

function measureAt(value: unknown, path: InputPath): BlobMeasure {
  const given = openObjectAt(value, path);
  const at = [...path, 'measure'];
  const measure = openObjectAt(given['measure'], at);
  return {
    measure: { id: indexAt(measure['id'], [...at, 'id'], 0), name: labelAt(measure['name'], [...at, 'name']), formula: labelAt(measure['formula'], [...at, 'formula']) },
    values: itemsAt(given['values'], [...path, 'values'], amountAt),
    graphicsId: indexAt(given['graphicsId'], [...path, 'graphicsId'], 0),
    label: labelAt(given['label'], [...path, 'label']),
  };
}
