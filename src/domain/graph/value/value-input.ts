// Reading values from outside by their types: each comes back in the one form that is written here.
import type { JsonValue } from '../../event/event.ts';
import { invalid, type InputPath } from '../../input/check.ts';
import { jsonFault } from '../../input/json-fault.ts';
import type { GraphValueType } from '../graph-value.ts';
import { blobValuesAt, type BlobValues } from './blob-values.ts';
import { objectDetectionAt, type ObjectDetectionValue } from './detections.ts';
import { inputGraphicsAt, outputGraphicsAt, type InputGraphicsValue, type OutputGraphicsValue } from './graphics.ts';
import { keypointsAt, type KeypointsValue } from './keypoints.ts';
import { numericValuesAt, type NumericValues } from './numeric-values.ts';
import { instanceSegmentationAt, semanticSegmentationAt, type InstanceSegmentationValue, type SemanticSegmentationValue } from './segments.ts';
import { textValueAt, type TextValue } from './text-fields.ts';

/** A type of value that travels as JSON; `image` is the one that does not. */
export type JsonValueType = Exclude<GraphValueType, 'image'>;

/** What each type of value is as JSON. */
export interface ValueShapes {
  readonly OBJECT_DETECTION: ObjectDetectionValue;
  readonly INSTANCE_SEGMENTATION: InstanceSegmentationValue;
  readonly SEMANTIC_SEGMENTATION: SemanticSegmentationValue;
  readonly KEYPOINTS: KeypointsValue;
  readonly TEXT: TextValue;
  readonly NUMERIC_VALUES: NumericValues;
  readonly BLOB_VALUES: BlobValues;
  readonly INPUT_GRAPHICS: InputGraphicsValue;
  readonly OUTPUT_GRAPHICS: OutputGraphicsValue;
  /** An object, or a list. */
  readonly DATA_DICT: JsonValue;
  readonly JSON: JsonValue;
  readonly DNN_DATASET: JsonValue;
  readonly SCENE_3D: JsonValue;
}

/** The value of a type, in the engine's form: members that are not of the type are left out, what may be absent is filled in. Throws INVALID with the place. */
export function valueShapeAt<T extends JsonValueType>(type: T, value: unknown, path: InputPath): ValueShapes[T] {
  const fault = jsonFault(value);
  if (fault) invalid([...path, ...fault.path], fault.message);
  return READERS[type](value, path);
}

const READERS: { readonly [T in JsonValueType]: (value: unknown, path: InputPath) => ValueShapes[T] } = {
  OBJECT_DETECTION: objectDetectionAt,
  INSTANCE_SEGMENTATION: instanceSegmentationAt,
  SEMANTIC_SEGMENTATION: semanticSegmentationAt,
  KEYPOINTS: keypointsAt,
  TEXT: textValueAt,
  NUMERIC_VALUES: numericValuesAt,
  BLOB_VALUES: blobValuesAt,
  INPUT_GRAPHICS: inputGraphicsAt,
  OUTPUT_GRAPHICS: outputGraphicsAt,
  DATA_DICT: containerAt,
  JSON: (value) => value as JsonValue,
  DNN_DATASET: containerAt,
  SCENE_3D: containerAt,
};

function containerAt(value: unknown, path: InputPath): JsonValue {
  return typeof value === 'object' && value !== null ? (value as JsonValue) : invalid(path, 'must be an object or a list');
}
