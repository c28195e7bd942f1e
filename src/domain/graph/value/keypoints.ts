// KEYPOINTS: named points on things, and the lines between them.
import { optional, type InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { detectionAt, type Detection } from './detections.ts';
import { amountAt, colourAt, indexAt, itemsAt, labelAt, type Colour } from './value-part.ts';

/** A point; `index` says which of the names it has. */
export interface Keypoint {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A thing with its points. */
export interface KeypointObject extends Detection {
  readonly points: readonly Keypoint[];
}

/** A line between the points of two names. */
export interface KeypointLink {
  readonly index1: number;
  readonly index2: number;
  readonly label: string;
  readonly color: Colour;
}

/** The value. */
export interface KeypointsValue {
  readonly objects: readonly KeypointObject[];
  readonly names: readonly string[];
  readonly links: readonly KeypointLink[];
  readonly referenceImageIndex: number;
}

/** Reads one. Things are taken from `detections` where there are no `objects`: the engine writes one name and reads the other. */
export function keypointsAt(value: unknown, path: InputPath): KeypointsValue {
  const given = openObjectAt(value, path);
  const key = given['objects'] === undefined && given['detections'] !== undefined ? 'detections' : 'objects';
  return {
    objects: itemsAt(given[key], [...path, key], objectAt),
    names: itemsAt(given['names'], [...path, 'names'], labelAt),
    links: itemsAt(given['links'], [...path, 'links'], linkAt),
    referenceImageIndex: indexAt(given['referenceImageIndex'], [...path, 'referenceImageIndex'], 0),
  };
}

function objectAt(value: unknown, path: InputPath): KeypointObject {
  return { ...detectionAt(value, path), points: itemsAt(openObjectAt(value, path)['points'], [...path, 'points'], pointAt) };
}

function pointAt(value: unknown, path: InputPath): Keypoint {
  const given = openObjectAt(value, path);
  return {
    index: indexAt(given['index'], [...path, 'index'], Number(path.at(-1))),
    x: amountAt(given['x'], [...path, 'x']),
    y: amountAt(given['y'], [...path, 'y']),
    z: optional(given['z'], (v) => amountAt(v, [...path, 'z']), 0),
  };
}

function linkAt(value: unknown, path: InputPath): KeypointLink {
  const given = openObjectAt(value, path);
  return {
    index1: indexAt(given['index1'], [...path, 'index1'], 0),
    index2: indexAt(given['index2'], [...path, 'index2'], 0),
    label: labelAt(given['label'], [...path, 'label']),
    color: colourAt(given['color'], [...path, 'color']),
  };
}
