// A picture as the tensor that a model wants: its size, its channels, their order, and the numbers.
import { NodeFailure, type ParameterValues, type Raster } from '../algorithm-code.ts';
import type { TensorSpec } from './model-metadata.ts';
import type { SentTensor } from './model-infer.ts';
import { elementOf, sizeOf, type NumberType } from './tensor.ts';

/** Most elements of a tensor that is sent. */
export const MAX_SENT_ELEMENTS = 64 * 1024 * 1024;
/** Most elements of one that is sent as JSON, where each takes some ten bytes and much more time. */
export const MAX_WRITTEN_ELEMENTS = 8 * 1024 * 1024;

/** Places in a shape; null where it has none. */
interface Places {
  readonly height: number;
  readonly width: number;
  readonly channels: number | null;
}

/** Brings a picture to a size. */
export type Resizer = (raster: Raster, size: { readonly width: number; readonly height: number; readonly fit: string }) => Promise<Raster>;

/** What becomes of a picture. */
export interface PictureOptions {
  readonly parameters: ParameterValues;
  readonly resize: Resizer;
  readonly isBinary: boolean;
}

/** The tensor; rejects with `NodeFailure` that says which parameter would help when the picture does not fit the model. */
export async function pictureTensor(raster: Raster, spec: TensorSpec, { parameters, resize, isBinary }: PictureOptions): Promise<SentTensor> {
  const { name, datatype } = spec;
  if (datatype === 'BYTES') throw new NodeFailure(`the input ${name} of the model takes texts, not pictures; name another one by the parameter input`);
  const places = placesOf(spec, String(parameters['layout']));
  const channels = channelsOf(raster, places.channels === null ? 1 : spec.shape[places.channels]!, String(parameters['colour']));
  const size = { width: sideOf(spec.shape[places.width]!, raster.width), height: sideOf(spec.shape[places.height]!, raster.height), fit: String(parameters['fit']) };
  const shape = spec.shape.map((side, i) => (i === places.width ? size.width : i === places.height ? size.height : i === places.channels ? channels : batchOf(name, side)));
  const most = isBinary ? MAX_SENT_ELEMENTS : MAX_WRITTEN_ELEMENTS;
  if (sizeOf(shape) > most) throw new NodeFailure(`the picture would be a tensor of ${sizeOf(shape)} elements, at most ${most} are sent${isBinary ? '' : ' as JSON'}; resize the picture first`);
  const fitting = raster.width === size.width && raster.height === size.height ? raster : await resized(raster, size, { name, resize });
  const data = filled(withChannels(fitting, channels), { datatype, isPlanar: isPlanar(places), isTurned: parameters['colour'] === 'BGR', ...numbersOf(parameters, channels) });
  return { name, datatype, shape, data };
}

function placesOf({ name, shape }: TensorSpec, layout: string): Places {
  const rank = shape.length;
  if (rank === 2) return { height: 0, width: 1, channels: null };
  if (rank !== 3 && rank !== 4) throw new NodeFailure(`the input ${name} of the model has the shape [${shape.join(', ')}], which is no picture's; name another one by the parameter input`);
  const [planar, packed] = [{ channels: rank - 3, height: rank - 2, width: rank - 1 }, { height: rank - 3, width: rank - 2, channels: rank - 1 }];
  if (layout !== 'AUTO') return layout === 'NCHW' ? planar : packed;
  const [isPlanarShape, isPackedShape] = [planar, packed].map((places) => [1, 3, 4].includes(shape[places.channels]!));
  if (isPlanarShape === isPackedShape) throw new NodeFailure(`the shape [${shape.join(', ')}] of the input ${name} does not tell where the channels stand; set the parameter layout to NCHW or NHWC`);
  return isPlanarShape ? planar : packed;
}

function isPlanar({ channels, height }: Places): boolean {
  return channels !== null && channels < height;
}

function channelsOf({ channels }: Raster, wanted: number, colour: string): 1 | 3 | 4 {
  const asked = colour === 'GREY' ? 1 : colour === 'AUTO' ? null : 3;
  if (wanted >= 0 && asked !== null && wanted !== asked) throw new NodeFailure(`the model takes ${wanted} channels, and the parameter colour says ${colour}; set it to AUTO`);
  const count = wanted >= 0 ? wanted : (asked ?? (channels === 1 ? 1 : 3));
  if (count !== 1 && count !== 3 && count !== 4) throw new NodeFailure(`the model takes ${count} channels, a picture has 1, 3 or 4; set the parameter layout, or name another input`);
  return count;
}

function sideOf(wanted: number, own: number): number {
  return wanted > 0 ? wanted : own;
}

function batchOf(name: string, side: number): number {
  if (side > 1 || side === 0) throw new NodeFailure(`the input ${name} of the model takes ${side} pictures at once, and one is sent; use a model for one picture`);
  return 1;
}

function resized(raster: Raster, size: { width: number; height: number; fit: string }, { name, resize }: { readonly name: string; readonly resize: Resizer }): Promise<Raster> {
  if (size.fit !== 'NONE') return resize(raster, size);
  throw new NodeFailure(`the picture is ${raster.width} × ${raster.height}, and the input ${name} takes ${size.width} × ${size.height}; set the parameter fit to STRETCH or CONTAIN, or resize it first`);
}

/** Weights of red, green and blue in grey. */
const GREY = [0.299, 0.587, 0.114] as const;

function withChannels(raster: Raster, channels: 1 | 3 | 4): Raster {
  if (raster.channels === channels) return raster;
  const { width, height, data } = raster;
  const made = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = pixel * raster.channels;
    const [red, green, blue] = raster.channels === 1 ? [data[at]!, data[at]!, data[at]!] : [data[at]!, data[at + 1]!, data[at + 2]!];
    const to = pixel * channels;
    if (channels === 1) made[to] = Math.round(GREY[0] * red + GREY[1] * green + GREY[2] * blue);
    else made.set(channels === 3 ? [red, green, blue] : [red, green, blue, 255], to);
  }
  return { width, height, channels, data: made };
}

interface Filling {
  readonly datatype: NumberType;
  readonly isPlanar: boolean;
  /** Whether blue comes first. */
  readonly isTurned: boolean;
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

function filled({ width, height, channels, data }: Raster, { datatype, isPlanar: planar, isTurned, scale, mean, std }: Filling): SentTensor['data'] {
  const { make, whole } = elementOf(datatype);
  const pixels = width * height;
  const tensor = make(pixels * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    const from = isTurned && channel < 3 ? 2 - channel : channel;
    // Samples have 256 values: each is computed once.
    const value = Float64Array.from({ length: 256 }, (_, sample) => (sample * scale - mean[channel]!) / std[channel]!);
    if (whole) for (let i = 0; i < 256; i += 1) value[i] = Math.min(Math.max(Math.round(value[i]!), whole[0]), whole[1]);
    const [start, step] = planar ? [channel * pixels, 1] : [channel, channels];
    for (let pixel = 0; pixel < pixels; pixel += 1) tensor[start + pixel * step] = value[data[pixel * channels + from]!]!;
  }
  return tensor;
}

function numbersOf(parameters: ParameterValues, channels: number): Pick<Filling, 'scale' | 'mean' | 'std'> {
  const list = (name: 'mean' | 'std'): number[] => {
    const numbers = String(parameters[name]).split(',').map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
    if (!numbers.every(Number.isFinite) || (numbers.length !== 1 && numbers.length !== channels)) throw new NodeFailure(`the parameter ${name} must be one number, or ${channels} separated by commas`);
    return Array.from({ length: channels }, (_, i) => numbers[i] ?? numbers[0]!);
  };
  const std = list('std');
  if (std.includes(0)) throw new NodeFailure('the parameter std must not be 0: it is divided by');
  return { scale: Number(parameters['scale']), mean: list('mean'), std };
}
