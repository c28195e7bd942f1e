// INSTANCE_SEGMENTATION and SEMANTIC_SEGMENTATION: which pixels belong to what.
import type { InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { detectionAt, type Detection } from './detections.ts';
import { graphicsItemAt, type GraphicsItem } from './graphics.ts';
import { indexAt, itemsAt, labelAt, opaqueColourAt, pictureTextAt, type OpaqueColour } from './value-part.ts';

/** One thing with its pixels. */
export interface InstanceSegment extends Detection {
  readonly type: number;
  readonly classIndex: number;
  /** Base64 of an image. */
  readonly mask: string;
  readonly polygons?: readonly GraphicsItem[];
}

/** Things with their pixels. */
export interface InstanceSegmentationValue {
  readonly detections: readonly InstanceSegment[];
  readonly referenceImageIndex: number;
}

/** A class for each pixel. */
export interface SemanticSegmentationValue {
  /** Base64 of an image whose pixels are indexes of classes. */
  readonly mask: string;
  readonly classes: readonly string[];
  readonly colors: readonly OpaqueColour[];
  readonly referenceImageIndex: number;
  readonly polygons?: readonly GraphicsItem[];
}

/** Reads things with their pixels. */
export function instanceSegmentationAt(value: unknown, path: InputPath): InstanceSegmentationValue {
  const given = openObjectAt(value, path);
  return {
    detections: itemsAt(given['detections'], [...path, 'detections'], segmentAt),
    referenceImageIndex: indexAt(given['referenceImageIndex'], [...path, 'referenceImageIndex'], 0),
  };
}

/** Reads classes of pixels. */
export function semanticSegmentationAt(value: unknown, path: InputPath): SemanticSegmentationValue {
  const given = openObjectAt(value, path);
  return {
    mask: pictureTextAt(given['mask'], [...path, 'mask']),
    classes: itemsAt(given['classes'], [...path, 'classes'], labelAt),
    colors: itemsAt(given['colors'], [...path, 'colors'], opaqueColourAt),
    referenceImageIndex: indexAt(given['referenceImageIndex'], [...path, 'referenceImageIndex'], 0),
    ...polygonsOf(given['polygons'], [...path, 'polygons']),
  };
}

function segmentAt(value: unknown, path: InputPath): InstanceSegment {
  const given = openObjectAt(value, path);
  return {
    ...detectionAt(value, path),
    type: indexAt(given['type'], [...path, 'type'], 0),
    classIndex: indexAt(given['classIndex'], [...path, 'classIndex'], 0),
    mask: pictureTextAt(given['mask'], [...path, 'mask']),
    ...polygonsOf(given['polygons'], [...path, 'polygons']),
  };
}

function polygonsOf(value: unknown, path: InputPath): { readonly polygons?: readonly GraphicsItem[] } {
  return value === undefined || value === null ? {} : { polygons: itemsAt(value, path, graphicsItemAt) };
}
