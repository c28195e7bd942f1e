// Detections as they are drawn: read from JSON of any origin.
import type { JsonValue } from '../../../../domain/event/event.ts';
import { NodeFailure } from '../../algorithm-code.ts';
import { type Colour, colourOfNumber } from './number-colour.ts';

/** What is drawn of a detection; numbers are finite. */
export interface DrawnObject {
  readonly label: string;
  readonly confidence: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly colour: Colour;
}

/** Most characters of a label that are written. */
const LONGEST_LABEL = 100;

type Members = { readonly [name: string]: JsonValue };

/** The detections of an OBJECT_DETECTION. A failure names the member that is wrong. */
export function drawnObjects(json: JsonValue): readonly DrawnObject[] {
  const { detections } = membersOf(json, 'objects');
  if (!Array.isArray(detections)) throw new NodeFailure('objects.detections must be an array; connect an output of type OBJECT_DETECTION');
  return detections.map((detection, index) => drawnObject(membersOf(detection, `objects.detections[${index}]`), index));
}

function drawnObject(detection: Members, index: number): DrawnObject {
  const path = `objects.detections[${index}]`;
  const box = membersOf(detection['box'], `${path}.box`);
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => finite(box[name], `${path}.box.${name}`)) as [number, number, number, number];
  const { label, confidence, color } = detection;
  return {
    label: typeof label === 'string' ? Array.from(label.slice(0, 2 * LONGEST_LABEL)).slice(0, LONGEST_LABEL).join('') : '',
    confidence: confidence === undefined ? 1 : finite(confidence, `${path}.confidence`),
    box: { x, y, width, height },
    colour: color === undefined || color === null ? colourOfNumber(index + 1) : colourAt(membersOf(color, `${path}.color`), `${path}.color`),
  };
}

function colourAt(color: Members, path: string): Colour {
  const part = (name: string) => Math.min(255, Math.max(0, Math.round(finite(color[name], `${path}.${name}`))));
  return { r: part('r'), g: part('g'), b: part('b'), a: color['a'] === undefined ? 255 : part('a') };
}

function membersOf(value: JsonValue | undefined, path: string): Members {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new NodeFailure(`${path} must be an object`);
  return value as Members;
}

function finite(value: JsonValue | undefined, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NodeFailure(`${path} must be a number`);
  return value;
}
