// TEXT: texts with their places in an image, or one text alone.
import type { InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';
import { colourAt, confidenceAt, indexAt, itemsAt, labelAt, polygonAt, type Colour, type PixelPoint } from './value-part.ts';

/** A text with its place. */
export interface TextField {
  readonly id: number;
  readonly label: string;
  readonly text: string;
  readonly confidence: number;
  readonly color: Colour;
  readonly polygon: readonly PixelPoint[];
}

/** Texts of an image. */
export interface TextFieldsValue {
  readonly fields: readonly TextField[];
  readonly referenceImageIndex: number;
}

/** The value: texts with places, or a text without. */
export type TextValue = TextFieldsValue | { readonly text: string };

/** Reads one; a bare text is a text without a place. */
export function textValueAt(value: unknown, path: InputPath): TextValue {
  if (typeof value === 'string') return { text: labelAt(value, path) };
  const given = openObjectAt(value, path);
  if (given['fields'] === undefined && given['text'] !== undefined) return { text: labelAt(given['text'], [...path, 'text']) };
  return {
    fields: itemsAt(given['fields'], [...path, 'fields'], fieldAt),
    referenceImageIndex: indexAt(given['referenceImageIndex'], [...path, 'referenceImageIndex'], 0),
  };
}

function fieldAt(value: unknown, path: InputPath): TextField {
  const given = openObjectAt(value, path);
  return {
    id: indexAt(given['id'], [...path, 'id'], Number(path.at(-1))),
    label: labelAt(given['label'], [...path, 'label']),
    text: labelAt(given['text'], [...path, 'text']),
    confidence: confidenceAt(given['confidence'], [...path, 'confidence']),
    color: colourAt(given['color'], [...path, 'color']),
    polygon: polygonAt(given['polygon'], [...path, 'polygon']),
  };
}
