// Values of a call as they travel: inputs to a frame, and the frame of a result to values that the description promises.
import { DomainError } from '../../../domain/errors.ts';
import type { JsonValue } from '../../../domain/event/event.ts';
import type { AlgorithmDescription, AlgorithmPort } from '../../../domain/graph/algorithm.ts';
import { valueTypeOf } from '../../../domain/graph/io-type.ts';
import { valueShapeAt, type JsonValueType } from '../../../domain/graph/value/value-input.ts';
import { NodeFailure, type NodeCall, type NodeValue, type Raster } from '../algorithm-code.ts';
import type { Frame, FromFunctions, ToFunctions, ValueHead } from './function-message.ts';

/** The frame of a call. */
export function inputFrame(id: number, { name }: AlgorithmDescription, { inputs, parameters, maxPixels }: NodeCall): Frame<ToFunctions> {
  const parts = inputs.flatMap((value) => (value?.type === 'image' ? [value.raster.data] : []));
  return { head: { type: 'call', id, function: name.slice(name.indexOf('.') + 1), inputs: inputs.map((value) => value && headOf(value)), parameters, maxPixels }, parts };
}

function headOf(value: NodeValue): ValueHead {
  if (value.type !== 'image') return value;
  const { width, height, channels, meaning = 'PLAIN' } = value.raster;
  return { type: 'image', image: { width, height, channels, meaning } };
}

/** The values of a result, one for each output; throws `NodeFailure` that names the output which is not what was promised. */
export function outputValues({ outputs }: AlgorithmDescription, { head, parts }: Frame<Extract<FromFunctions, { type: 'result' }>>, maxPixels: number): readonly NodeValue[] {
  const pictures = parts.values();
  return outputs.map((port, i) => {
    const given = head.outputs[i];
    const isPicture = port.type.startsWith('IMAGE');
    if (given === undefined || isPicture !== 'image' in given) throw new NodeFailure(`output ${port.name}: must be ${isPicture ? 'a picture' : `a document of the type ${port.type}`}`);
    return 'image' in given ? { type: 'image', raster: rasterOf(port, { ...given.image, data: pictures.next().value ?? new Uint8Array() }, maxPixels) } : documentOf(port, given);
  });
}

function rasterOf({ name, type }: AlgorithmPort, { width, height, channels, data }: Raster, maxPixels: number): Raster {
  const fault = measureFault({ width, height, channels, data }, maxPixels) ?? sampleFault(type, { channels, data });
  if (fault !== null) throw new NodeFailure(`output ${name}: ${fault}`);
  return { width, height, channels, data, meaning: type === 'IMAGE_BINARY' ? 'BINARY' : type === 'IMAGE_LABEL' ? 'LABEL' : 'PLAIN' };
}

function measureFault({ width, height, channels, data }: Raster, maxPixels: number): string | null {
  if (![width, height].every((side) => Number.isSafeInteger(side) && side > 0)) return `a picture of ${width} × ${height}; both must be whole numbers above 0`;
  if (width * height > maxPixels) return `a picture of ${width} × ${height} has more than ${maxPixels} pixels; return a smaller one`;
  if (![1, 3, 4].includes(channels)) return `a picture of ${channels} channels; there are 1 (grey), 3 (RGB) and 4 (RGB and alpha)`;
  return data.length === width * height * channels ? null : `a picture of ${width} × ${height} × ${channels} has ${width * height * channels} bytes, not ${data.length}`;
}

function sampleFault(type: AlgorithmPort['type'], { channels, data }: Pick<Raster, 'channels' | 'data'>): string | null {
  if (type === 'IMAGE') return null;
  if (channels !== 1) return `a picture of the type ${type} has one channel, not ${channels}`;
  return type === 'IMAGE_LABEL' || data.every((sample) => sample === 0 || sample === 255) ? null : 'a binary picture has the samples 0 and 255 only';
}

function documentOf({ name, type }: AlgorithmPort, given: ValueHead): NodeValue {
  const kind = valueTypeOf(type) as JsonValueType;
  try {
    return { type: kind, json: valueShapeAt(kind, 'json' in given ? given.json : null, [name]) as unknown as JsonValue };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new NodeFailure(`output ${error.message}`, { cause: error });
  }
}
