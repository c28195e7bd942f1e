// Tensors of an answer as tables, planes and scores: without sides of one, and with what each of them must be.
import { NodeFailure } from '../algorithm-code.ts';
import type { NumberArray, Tensor } from './tensor.ts';

/** Most values of an answer that become part of a document. */
export const MAX_ANSWER_VALUES = 100_000;

/** The numbers of a tensor; throws `NodeFailure` for texts. */
export function numbersOf({ name, data }: Tensor): NumberArray {
  if (!ArrayBuffer.isView(data)) throw new NodeFailure(`the output ${name} of the model has texts, not numbers; use the algorithm that gives data, or name another output`);
  return data as NumberArray;
}

/** The shape without the batch: leading sides of one are left out, down to `rank`. */
export function innerShape({ shape }: Tensor, rank: number): readonly number[] {
  const extra = shape.findIndex((side) => side !== 1);
  return shape.slice(Math.min(extra === -1 ? shape.length : extra, Math.max(shape.length - rank, 0)));
}

/** Throws `NodeFailure` when there are more values than a document takes. */
export function requireFew({ name, data }: Tensor): void {
  if (data.length > MAX_ANSWER_VALUES) throw new NodeFailure(`the output ${name} of the model has ${data.length} values, at most ${MAX_ANSWER_VALUES} become part of a document; use the algorithm that gives an image, or a model with a smaller output`);
}

/** Planes of values: scores of classes, or channels. `at(plane, pixel)` is the place of a value. */
export interface Planes {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly at: (plane: number, pixel: number) => number;
}

/** The planes of a tensor of three sides; `isFirst` says whether the planes come first or last. */
export function planesOf(shape: readonly number[], isFirst: boolean): Planes {
  const [count, height, width] = isFirst ? [shape[0]!, shape[1]!, shape[2]!] : [shape[2]!, shape[0]!, shape[1]!];
  const pixels = width * height;
  return { count, height, width, at: isFirst ? (plane, pixel) => plane * pixels + pixel : (plane, pixel) => pixel * count + plane };
}

/** Names of classes as a parameter lists them; throws `NodeFailure` when there are not as many as classes. */
export function labelsOf(text: string, count: number): readonly string[] {
  if (text.trim() === '') return Array.from({ length: count }, (_, i) => `class ${i}`);
  const labels = text.split(',').map((label) => label.trim());
  if (labels.length !== count) throw new NodeFailure(`the parameter labels names ${labels.length} classes, and the model has ${count}; name them all, or none`);
  return labels;
}
