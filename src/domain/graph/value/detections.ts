// OBJECT_DETECTION: boxes around things.
import type { InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { boxAt, colourAt, confidenceAt, indexAt, itemsAt, labelAt, type Colour, type PixelBox } from './value-part.ts';

/** One thing. */
export interface Detection {
  readonly id: number;
  readonly label: string;
  readonly confidence: number;
  readonly box: PixelBox;
  readonly color: Colour;
}

/** The value. */
export interface ObjectDetectionValue {
  readonly detections: readonly Detection[];
  /** Which of the node's images the boxes belong to. */
  readonly referenceImageIndex: number;
}

/** Reads one; ids default to positions, confidences to 1, colours to opaque black. */
export function objectDetectionAt(value: unknown, path: InputPath): ObjectDetectionValue {
  const given = openObjectAt(value, path);
  return {
    detections: itemsAt(given['detections'], [...path, 'detections'], detectionAt),
    referenceImageIndex: indexAt(given['referenceImageIndex'], [...path, 'referenceImageIndex'], 0),
  };
}

/** One detection of a list; the last part of the path is its position. */
export function detectionAt(value: unknown, path: InputPath): Detection {
  const given = openObjectAt(value, path);
  return {
    id: indexAt(given['id'], [...path, 'id'], Number(path.at(-1))),
    label: labelAt(given['label'], [...path, 'label']),
    confidence: confidenceAt(given['confidence'], [...path, 'confidence']),
    box: boxAt(given['box'], [...path, 'box']),
    color: colourAt(given['color'], [...path, 'color']),
  };
}
