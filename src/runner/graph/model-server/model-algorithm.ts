// The algorithms of one model server: a picture goes to a model of it, and what comes back is read in one of five ways.
import type { AlgorithmDescription, AlgorithmParameter, IoType } from '../../../domain/graph/algorithm.ts';
import { NodeFailure, type AlgorithmCode, type NodeCall, type NodeValue, type ParameterValues } from '../algorithm-code.ts';
import { readClasses, readData, readMask, readNumbers, readPicture, type AnswerReader } from './model-answer.ts';
import { infer, type ModelServer } from './model-infer.ts';
import type { ModelMetadata, TensorSpec } from './model-metadata.ts';
import { LABELS_PARAMETER, MODEL_PARAMETERS, RESTORE_PARAMETER, SAMPLE_PARAMETERS, SOFTMAX_PARAMETER, TOP_PARAMETER } from './model-parameters.ts';
import { resizedPicture } from './model-picture.ts';
import { pictureTensor } from './picture-tensor.ts';

interface Reading {
  readonly word: string;
  readonly what: string;
  readonly output: { readonly name: string; readonly type: IoType };
  readonly parameters: readonly AlgorithmParameter[];
  readonly read: AnswerReader;
  /** Whether all outputs of the model are read when none is named. */
  readonly isOfAll?: boolean;
}

const READINGS: readonly Reading[] = [
  { word: 'classify', what: 'the best classes with their scores', output: { name: 'classes', type: 'DATA_DICT' }, parameters: [LABELS_PARAMETER, TOP_PARAMETER, SOFTMAX_PARAMETER], read: readClasses },
  { word: 'segment', what: 'a class for each pixel', output: { name: 'mask', type: 'SEMANTIC_SEGMENTATION' }, parameters: [LABELS_PARAMETER, RESTORE_PARAMETER], read: readMask },
  { word: 'image', what: 'the picture that it makes', output: { name: 'image', type: 'IMAGE' }, parameters: SAMPLE_PARAMETERS, read: readPicture },
  { word: 'numbers', what: 'its output as a table', output: { name: 'numbers', type: 'NUMERIC_VALUES' }, parameters: [], read: readNumbers },
  { word: 'data', what: 'its outputs as they are', output: { name: 'data', type: 'DATA_DICT' }, parameters: [], read: readData, isOfAll: true },
];

/**
 * They are named `oip.<server>.<word>`: an algorithm for each server, so that a document which names a server that nobody has names an
 * unknown algorithm, and its runs go to a runner that can reach it; an algorithm for each reading, so that the types of its ports are known.
 */
export function modelAlgorithms(server: ModelServer): readonly AlgorithmCode[] {
  return READINGS.map((reading) => ({ description: descriptionOf(server.name, reading), run: async (call) => [await ask(server, reading, call)] }));
}

function descriptionOf(server: string, { word, what, output, parameters }: Reading): AlgorithmDescription {
  return {
    name: `oip.${server}.${word}`,
    source: 'MODEL_SERVER',
    description: `Asks a model of the server ${server} about a picture; gives ${what}.`,
    inputs: [{ name: 'image', type: 'IMAGE' }],
    outputs: [output],
    parameters: [...MODEL_PARAMETERS, ...parameters],
  };
}

async function ask(server: ModelServer, { read, isOfAll = false }: Reading, { inputs: [image], parameters, signal, maxPixels }: NodeCall): Promise<NodeValue> {
  if (image?.type !== 'image') throw new NodeFailure('there is no picture at the input');
  const of = { model: String(parameters['model']), version: String(parameters['version']) };
  const patience = { timeoutSeconds: Number(parameters['timeout']), signal };
  const metadata = await server.memory.of(of, patience);
  const isBinary = isBinaryOf(metadata, parameters);
  const spec = only(metadata.inputs, 'input', parameters);
  if (metadata.inputs.length > 1) throw new NodeFailure(`the model takes ${metadata.inputs.length} tensors (${metadata.inputs.map(({ name }) => name).join(', ')}), and one picture is sent; use a model that takes one`);
  const input = await pictureTensor(image.raster, spec, { parameters, resize: resizedPicture, isBinary });
  const outputs = isOfAll && parameters['output'] === '' ? metadata.outputs : [only(metadata.outputs, 'output', parameters)];
  const tensors = await infer(server, { of, input, outputs: outputs.map(({ name }) => name), isBinary }, patience);
  return read(tensors, { parameters, asked: image.raster, maxPixels });
}

// FP16 and BF16 have no form in JSON that all servers take.
function isBinaryOf({ isBinary, inputs }: ModelMetadata, parameters: ParameterValues): boolean {
  const chosen = parameters['transport'] === 'AUTO' ? isBinary : parameters['transport'] === 'BINARY';
  const short = chosen ? undefined : inputs.find(({ datatype }) => datatype === 'FP16' || datatype === 'BF16');
  if (short) throw new NodeFailure(`the input ${short.name} takes ${short.datatype}, which travels as bytes only; set the parameter transport to BINARY if the server takes them`);
  return chosen;
}

function only(specs: readonly TensorSpec[], parameter: 'input' | 'output', parameters: ParameterValues): TensorSpec {
  const name = String(parameters[parameter]);
  const names = specs.map((spec) => spec.name).join(', ') || 'none';
  const found = name === '' && specs.length === 1 ? specs[0] : specs.find((spec) => spec.name === name);
  if (!found) throw new NodeFailure(name === '' ? `the model has several ${parameter}s; name one by the parameter ${parameter}: ${names}` : `the model has no ${parameter} ${name}; it has ${names}`);
  return found;
}
