// Values of graphs: a union of what the standard types are shown as.
import { createUnionType } from 'type-graphql';
import type { GraphValueType } from '../../../../domain/graph/graph-value.ts';
import { BlobValueType } from './blob-value.type.ts';
import { DetectionsValueType } from './detections-value.type.ts';
import { DictValueType } from './dict-value.type.ts';
import { GraphicsValueType } from './graphics-value.type.ts';
import { ImageValueType } from './image-value.type.ts';
import { InstancesValueType } from './instances-value.type.ts';
import { JsonGraphValueType } from './json-graph-value.type.ts';
import { KeypointsValueType } from './keypoints-value.type.ts';
import { NumericValueType } from './numeric-value.type.ts';
import { SegmentationValueType } from './segmentation-value.type.ts';
import { shownAsOf } from './stored-value.type.ts';
import { TextValueType } from './text-value.type.ts';

/** Which member shows a type of value; those that are not here are shown as they are. */
export const SHOWN_AS: Readonly<Partial<Record<GraphValueType, string>>> = {
  image: 'ImageValue', OBJECT_DETECTION: 'DetectionsValue', INSTANCE_SEGMENTATION: 'InstancesValue', SEMANTIC_SEGMENTATION: 'SegmentationValue', KEYPOINTS: 'KeypointsValue', TEXT: 'TextValue',
  NUMERIC_VALUES: 'NumericValue', BLOB_VALUES: 'BlobValue', INPUT_GRAPHICS: 'GraphicsValue', OUTPUT_GRAPHICS: 'GraphicsValue', DATA_DICT: 'DictValue',
};

/** The member for what has no other. */
export const SHOWN_PLAINLY = 'JsonGraphValue';

/** A value. */
export const GraphValueUnion = createUnionType({
  name: 'GraphValue',
  description: 'A value that goes into a graph or comes out of it. Every member has type, size, url and fileId. Later versions may add members: clients must tolerate unknown ones.',
  types: () => [ImageValueType, DetectionsValueType, InstancesValueType, SegmentationValueType, KeypointsValueType, TextValueType, NumericValueType, BlobValueType, GraphicsValueType, DictValueType, JsonGraphValueType] as const,
  resolveType: shownAsOf,
});
