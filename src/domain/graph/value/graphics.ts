// INPUT_GRAPHICS and OUTPUT_GRAPHICS: what is drawn over an image.
import type { JsonValue } from '../../event/event.ts';
import { integerAt, invalid, type InputPath } from '../../input/check.ts';
import { jsonFault } from '../../input/json-fault.ts';
import { openObjectAt } from '../open-object.ts';
import { indexAt, itemsAt, labelAt, polygonAt } from './value-part.ts';

/** Kinds of items by their numbers. */
export const GRAPHICS_ITEM = { LAYER: 0, POINT: 1, ELLIPSE: 2, RECTANGLE: 3, POLYGON: 4, COMPLEX_POLYGON: 5, POLYLINE: 6, TEXT: 7 } as const;

/** An item. A polygon has `polygon`, points of its outline; the other members of each kind, `properties` among them, are kept as they are. */
export interface GraphicsItem {
  readonly type: number;
  readonly [member: string]: JsonValue;
}

/** What a caller draws. */
export interface InputGraphicsValue {
  readonly layer: string;
  readonly items: readonly GraphicsItem[];
}

/** What an algorithm draws. */
export interface OutputGraphicsValue extends InputGraphicsValue {
  readonly imageIndex: number;
}

/** Reads what a caller draws. */
export function inputGraphicsAt(value: unknown, path: InputPath): InputGraphicsValue {
  const given = openObjectAt(value, path);
  return { layer: labelAt(given['layer'], [...path, 'layer']), items: itemsAt(given['items'], [...path, 'items'], graphicsItemAt) };
}

/** Reads what an algorithm draws. */
export function outputGraphicsAt(value: unknown, path: InputPath): OutputGraphicsValue {
  return { ...inputGraphicsAt(value, path), imageIndex: indexAt(openObjectAt(value, path)['imageIndex'], [...path, 'imageIndex'], 0) };
}

/** One item. */
export function graphicsItemAt(value: unknown, path: InputPath): GraphicsItem {
  const given = openObjectAt(value, path);
  const type = integerAt(given['type'], [...path, 'type'], { min: GRAPHICS_ITEM.LAYER, max: GRAPHICS_ITEM.TEXT });
  const fault = jsonFault(given);
  if (fault) invalid([...path, ...fault.path], fault.message);
  if (type === GRAPHICS_ITEM.POLYGON) polygonAt(given['polygon'], [...path, 'polygon']);
  return given as GraphicsItem;
}
