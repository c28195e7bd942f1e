// What the tensors of a model mean: a table, data, a picture, a mask of classes, or the best classes.
import { NUMERIC_OUTPUT, NUMERIC_PLOT } from '../../../domain/graph/value/numeric-values.ts';
import { NodeFailure, type NodeValue, type ParameterValues, type Raster } from '../algorithm-code.ts';
import { pngOf, resizedPicture } from './model-picture.ts';
import type { Tensor } from './tensor.ts';
import { innerShape, labelsOf, numbersOf, planesOf, requireFew } from './tensor-view.ts';

/** What is known beside the tensors. */
export interface AnswerContext {
  readonly parameters: ParameterValues;
  /** The picture that was asked about. */
  readonly asked: Raster;
  readonly maxPixels: number;
}

/** Gives the value; throws `NodeFailure` for tensors that cannot mean it. */
export type AnswerReader = (tensors: readonly Tensor[], context: AnswerContext) => NodeValue | Promise<NodeValue>;

/** A table: the last side of the shape are the columns. */
export function readNumbers([tensor]: readonly Tensor[]): NodeValue {
  const numbers = numbersOf(tensor!);
  requireFew(tensor!);
  const shape = innerShape(tensor!, 2);
  if (shape.length > 2) throw new NodeFailure(`the output ${tensor!.name} has the shape [${tensor!.shape.join(', ')}], which is no table; use the algorithm that gives data`);
  const columns = shape.length === 2 && shape[0]! > 1 ? shape[1]! : 1;
  const values = Array.from({ length: columns }, (_, column) => Array.from({ length: numbers.length / columns || 0 }, (__, row) => String(numbers[row * columns + column])));
  const headers = columns === 1 ? [tensor!.name] : values.map((_, i) => `${tensor!.name} ${i}`);
  return { type: 'NUMERIC_VALUES', json: { outputType: NUMERIC_OUTPUT.TABLE, plotType: NUMERIC_PLOT.CURVE, headers, valueLabels: values.map(() => []), values } };
}

/** All tensors with their shapes, their elements row by row. */
export function readData(tensors: readonly Tensor[]): NodeValue {
  tensors.forEach(requireFew);
  return { type: 'DATA_DICT', json: Object.fromEntries(tensors.map(({ name, datatype, shape, data }) => [name, { datatype, shape, data: Array.from<string | number>(data).map(written) }])) };
}

/** A picture: rows of samples, or of one, three or four channels before or behind them. */
export function readPicture([tensor]: readonly Tensor[], { parameters, maxPixels }: AnswerContext): NodeValue {
  const numbers = numbersOf(tensor!);
  const flat = innerShape(tensor!, 2);
  const shape = flat.length === 2 ? [...flat, 1] : flat;
  const isFirst = shape.length === 3 && [1, 3, 4].includes(shape[0]!) && (parameters['layout'] === 'NCHW' || ![1, 3, 4].includes(shape[2]!));
  if (shape.length !== 3 || shape.includes(0)) throw new NodeFailure(`the output ${tensor!.name} has the shape [${tensor!.shape.join(', ')}], which is no picture's`);
  const { count, width, height, at } = planesOf(shape, isFirst);
  if (count !== 1 && count !== 3 && count !== 4) throw new NodeFailure(`the output ${tensor!.name} has ${count} channels, a picture has 1, 3 or 4`);
  if (width * height > maxPixels) throw new NodeFailure(`the output ${tensor!.name} is a picture of ${width} × ${height}, at most ${maxPixels} pixels are taken`);
  const [scale, offset] = [Number(parameters['output_scale']), Number(parameters['output_offset'])];
  const data = new Uint8ClampedArray(width * height * count);
  for (let plane = 0; plane < count; plane += 1) for (let pixel = 0; pixel < width * height; pixel += 1) data[pixel * count + plane] = numbers[at(plane, pixel)]! * scale + offset;
  return { type: 'image', raster: { width, height, channels: count, data: new Uint8Array(data.buffer) } };
}

/** A class for each pixel: the best of the scores of its classes, or the class itself where whole numbers are given. */
export async function readMask([tensor]: readonly Tensor[], { parameters, asked, maxPixels }: AnswerContext): Promise<NodeValue> {
  const { width, height, classes, count } = classesOf(tensor!, String(parameters['layout']));
  if (width * height > maxPixels) throw new NodeFailure(`the output ${tensor!.name} is a mask of ${width} × ${height}, at most ${maxPixels} pixels are taken`);
  const labels = labelsOf(String(parameters['labels']), count);
  const mask: Raster = { width, height, channels: 1, data: classes, meaning: 'LABEL' };
  const size = { width: asked.width, height: asked.height, fit: 'STRETCH' };
  const whole = parameters['restore'] === true && (width !== size.width || height !== size.height) ? await resizedPicture(mask, size) : mask;
  return { type: 'SEMANTIC_SEGMENTATION', json: { mask: (await pngOf(whole)).toString('base64'), classes: labels, colors: labels.map((_, i) => colourOf(i)), referenceImageIndex: 0 } };
}

/** The best classes with their scores. */
export function readClasses([tensor]: readonly Tensor[], { parameters }: AnswerContext): NodeValue {
  const shape = innerShape(tensor!, 1);
  const scores = Array.from(numbersOf(tensor!));
  requireFew(tensor!);
  if (shape.length > 1 && shape.filter((side) => side !== 1).length > 1) throw new NodeFailure(`the output ${tensor!.name} has the shape [${tensor!.shape.join(', ')}]; scores of classes are one list`);
  const labels = labelsOf(String(parameters['labels']), scores.length);
  const told = parameters['softmax'] === true ? sharesOf(scores) : scores;
  const best = told.map((score, index) => ({ index, score })).filter(({ score }) => !Number.isNaN(score)).sort((a, b) => b.score - a.score || a.index - b.index);
  return { type: 'DATA_DICT', json: { classes: best.slice(0, Number(parameters['top'])).map(({ index, score }) => ({ index, label: labels[index]!, score: written(score) })) } };
}

/** Most classes of a mask: its pixels are bytes. */
export const MAX_MASK_CLASSES = 256;

function classesOf(tensor: Tensor, layout: string): { width: number; height: number; count: number; classes: Uint8Array } {
  const numbers = numbersOf(tensor);
  const shape = innerShape(tensor, 2);
  if (shape.includes(0) || (shape.length !== 2 && shape.length !== 3)) throw new NodeFailure(`the output ${tensor.name} has the shape [${tensor.shape.join(', ')}], which is no mask's`);
  if (shape.length === 2) return { height: shape[0]!, width: shape[1]!, ...indexesOf(tensor.name, numbers) };
  // Classes are fewer than the pixels of a side, as a rule.
  const { count, width, height, at } = planesOf(shape, layout === 'AUTO' ? shape[0]! <= shape[2]! : layout === 'NCHW');
  if (count > MAX_MASK_CLASSES) throw new NodeFailure(`the output ${tensor.name} has ${count} classes, a mask has at most ${MAX_MASK_CLASSES}; set the parameter layout if these are no classes`);
  const classes = new Uint8Array(width * height);
  for (let pixel = 0; pixel < classes.length; pixel += 1) {
    let best = 0;
    for (let plane = 1; plane < count; plane += 1) if (numbers[at(plane, pixel)]! > numbers[at(best, pixel)]!) best = plane;
    classes[pixel] = best;
  }
  return { width, height, count, classes };
}

function indexesOf(name: string, numbers: ArrayLike<number>): { count: number; classes: Uint8Array } {
  let most = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    const index = numbers[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= MAX_MASK_CLASSES) throw new NodeFailure(`the output ${name} has ${index} among its classes, which are whole numbers from 0 to ${MAX_MASK_CLASSES - 1}`);
    most = Math.max(most, index);
  }
  return { count: most + 1, classes: Uint8Array.from(numbers) };
}

function sharesOf(scores: readonly number[]): number[] {
  const most = scores.reduce((best, score) => Math.max(best, score), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

// Hues a golden angle apart: neighbours differ, and the same class has the same colour everywhere. The first is black, as a rule the background.
function colourOf(index: number): { r: number; g: number; b: number } {
  if (index === 0) return { r: 0, g: 0, b: 0 };
  const hue = ((index - 1) * 137.507_764) % 360;
  const channel = (shift: number): number => Math.round(255 * Math.min(Math.max(Math.abs((((hue + shift) % 360) / 60) - 3) - 1, 0), 1));
  return { r: channel(0), g: channel(240), b: channel(120) };
}

// JSON has no infinity and no NaN.
function written(value: string | number): string | number | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
