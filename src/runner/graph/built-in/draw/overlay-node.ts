// Boxes and labels of detections, drawn into a picture.
import { type NodeCall, NodeFailure, type NodeValue } from '../../algorithm-code.ts';
import { flagOf, imageAt, numberOf } from '../node-reading.ts';
import { breathe } from '../pacing.ts';
import { picture } from '../raster-channels.ts';
import { type Canvas, canvasOf, type Edges, fillRectangle, writeText } from './canvas.ts';
import { type DrawnObject, drawnObjects } from './drawn-object.ts';
import { LETTER } from './letter-shapes.ts';
import type { Colour } from './number-colour.ts';

/** Detections drawn between two breaths. */
const STRETCH = 200;

const BLACK: Colour = { r: 0, g: 0, b: 0, a: 255 };
const WHITE: Colour = { r: 255, g: 255, b: 255, a: 255 };

/** Draws every detection, the first below the later ones. */
export async function overlay(call: NodeCall): Promise<readonly NodeValue[]> {
  const objects = call.inputs[1] ?? null;
  if (objects === null || objects.type === 'image') throw new NodeFailure('input 1 must be an OBJECT_DETECTION; connect an output that gives one');
  const canvas = canvasOf(imageAt(call, 0));
  const width = numberOf(call, 'line_width');
  const scale = numberOf(call, 'text_scale');
  for (const [index, object] of drawnObjects(objects.json).entries()) {
    if (index % STRETCH === 0) await breathe(call.signal);
    const edges = edgesOf(object, canvas);
    drawFrame(canvas, edges, { width, colour: object.colour });
    drawCaption(canvas, edges, { text: captionOf(object, call), scale, colour: object.colour });
  }
  return [picture({ ...canvas })];
}

// Far outside is as good as just outside, and sums of such numbers stay exact.
function edgesOf({ box }: DrawnObject, { width, height }: Canvas): Edges {
  const far = 2 * Math.max(width, height) + 1_000;
  const near = (value: number) => Math.round(Math.min(far, Math.max(-far, value)));
  return { left: near(box.x), top: near(box.y), right: near(box.x + box.width), bottom: near(box.y + box.height) };
}

function drawFrame(canvas: Canvas, { left, top, right, bottom }: Edges, { width, colour }: { readonly width: number; readonly colour: Colour }): void {
  const upper = Math.min(bottom, top + width);
  const lower = Math.max(upper, bottom - width);
  fillRectangle(canvas, { left, top, right, bottom: upper }, colour);
  fillRectangle(canvas, { left, top: lower, right, bottom }, colour);
  fillRectangle(canvas, { left, top: upper, right: Math.min(right, left + width), bottom: lower }, colour);
  fillRectangle(canvas, { left: Math.max(left + width, right - width), top: upper, right, bottom: lower }, colour);
}

function captionOf({ label, confidence }: DrawnObject, call: NodeCall): string {
  const words = [flagOf(call, 'labels') ? label : '', flagOf(call, 'confidences') ? `${Math.round(confidence * 100)}%` : ''];
  return words.filter((word) => word !== '').join(' ');
}

// Above the box, or within its top where there is no room above: a bar of the box's colour with a margin of one letter pixel.
function drawCaption(canvas: Canvas, { left, top }: Edges, { text, scale, colour }: { readonly text: string; readonly scale: number; readonly colour: Colour }): void {
  if (text === '') return;
  const height = (LETTER.height + 2) * scale;
  const first = top >= height ? top - height : top;
  const width = ([...text].length * LETTER.advance + 1) * scale;
  fillRectangle(canvas, { left, top: first, right: left + width, bottom: first + height }, colour);
  const isBright = 299 * colour.r + 587 * colour.g + 114 * colour.b > 127_500;
  writeText(canvas, { text, x: left + scale, y: first + scale, scale }, isBright ? BLACK : WHITE);
}
