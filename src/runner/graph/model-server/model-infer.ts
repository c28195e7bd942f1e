// Asking a model: the request with its tensor, and the tensors of the answer.
import { NodeFailure } from '../algorithm-code.ts';
import type { ModelAsker, ModelPatience } from './model-exchange.ts';
import { ModelRefusal } from './model-exchange.ts';
import { jsonObjectOf, modelPath, type ModelMemory, type ModelName } from './model-metadata.ts';
import { bytesOf, datatypeOf, elementOf, elementsOf, sizeOf, type Datatype, type NumberArray, type NumberType, type Tensor, type TensorData } from './tensor.ts';

/** A server with what is remembered of it. */
export interface ModelServer {
  readonly name: string;
  readonly ask: ModelAsker;
  readonly memory: ModelMemory;
}

/** A tensor of numbers that is sent. */
export interface SentTensor {
  readonly name: string;
  readonly datatype: NumberType;
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

/** What a model is asked. */
export interface Inference {
  readonly of: ModelName;
  readonly input: SentTensor;
  /** Names of the outputs that are wanted. */
  readonly outputs: readonly string[];
  /** Whether tensors travel as bytes. */
  readonly isBinary: boolean;
}

const JSON_LENGTH = 'inference-header-content-length';

/** The tensors that the model gave, in the order in which they were asked for; rejects with `NodeFailure`. */
export async function infer(server: ModelServer, inference: Inference, patience: ModelPatience): Promise<readonly Tensor[]> {
  try {
    const { headers, body } = await server.ask(requestOf(inference), patience);
    const given = tensorsOf(server.name, body, headers[JSON_LENGTH]);
    return inference.outputs.map((name) => {
      const tensor = given.find((each) => each.name === name);
      if (!tensor) throw new NodeFailure(`the model gave no output ${name}; it gave ${given.map((each) => each.name).join(', ') || 'none'}`);
      return tensor;
    });
  } catch (error) {
    if (error instanceof ModelRefusal) server.memory.forget(inference.of);
    throw error;
  }
}

function requestOf({ of, input, outputs, isBinary }: Inference): { path: string; headers: { [name: string]: string }; body: Uint8Array[] } {
  const { name, datatype, shape, data } = input;
  const path = `${modelPath(of)}/infer`;
  if (!isBinary) {
    const text = JSON.stringify({ inputs: [{ name, datatype, shape, data: datatype === 'BOOL' ? Array.from(data, Boolean) : Array.from(data) }], outputs: outputs.map((output) => ({ name: output })) });
    return { path, headers: { 'content-type': 'application/json' }, body: [Buffer.from(text)] };
  }
  const bytes = bytesOf(datatype, data);
  const head = Buffer.from(JSON.stringify({
    inputs: [{ name, datatype, shape, parameters: { binary_data_size: bytes.length } }],
    outputs: outputs.map((output) => ({ name: output, parameters: { binary_data: true } })),
  }));
  return { path, headers: { 'content-type': 'application/octet-stream', [JSON_LENGTH]: String(head.length) }, body: [head, bytes] };
}

function tensorsOf(server: string, body: Buffer, jsonLength: string | string[] | undefined): Tensor[] {
  const headLength = jsonLength === undefined ? body.length : Number(jsonLength);
  if (!Number.isSafeInteger(headLength) || headLength < 0 || headLength > body.length) throw new NodeFailure(`the model server ${server} announces a JSON part that its answer does not have`);
  const { outputs } = jsonObjectOf(body.subarray(0, headLength), server);
  if (!Array.isArray(outputs)) throw new NodeFailure(`the model server ${server} answered without outputs`);
  let at = headLength;
  const tensors = outputs.map((output: unknown) => {
    const head = headOf(server, output);
    const { binarySize } = head;
    const bytes = binarySize === null ? null : body.subarray(at, (at += binarySize));
    if (bytes && bytes.length !== binarySize) throw new NodeFailure(`the answer ends within the output ${head.name}`);
    return { name: head.name, datatype: head.datatype, shape: head.shape, data: bytes ? elementsOf(head.datatype, bytes, sizeOf(head.shape)) : writtenOf(head) };
  });
  if (at !== body.length) throw new NodeFailure(`the answer has ${body.length - at} bytes that belong to no output`);
  return tensors;
}

interface OutputHead {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: unknown;
  readonly binarySize: number | null;
}

function headOf(server: string, output: unknown): OutputHead {
  const { name, datatype, shape, data, parameters } = (output ?? {}) as { name?: unknown; datatype?: unknown; shape?: unknown; data?: unknown; parameters?: { binary_data_size?: unknown } };
  const known = datatypeOf(datatype);
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0) && Number.isSafeInteger(sizeOf(shape as number[]));
  if (typeof name !== 'string' || known === null || !isShape) throw new NodeFailure(`the model server ${server} answered with an output that has no name, no known datatype or no shape`);
  const size = parameters?.binary_data_size;
  if (size !== undefined && (!Number.isSafeInteger(size) || (size as number) < 0)) throw new NodeFailure(`the output ${name} has a binary_data_size that is no size`);
  return { name, datatype: known, shape: shape as number[], data, binarySize: (size as number | undefined) ?? null };
}

// Row by row, in one list or in lists of lists.
function writtenOf({ name, datatype, shape, data }: OutputHead): TensorData {
  const flat = Array.isArray(data) ? (data.flat(Infinity) as unknown[]) : [];
  const size = sizeOf(shape);
  if (flat.length !== size) throw new NodeFailure(`the output ${name} of the shape [${shape.join(', ')}] has ${flat.length} elements instead of ${size}`);
  if (datatype === 'BYTES') return flat.map(String);
  const elements = elementOf(datatype).make(size);
  for (const [i, value] of flat.entries()) {
    if (typeof value !== 'number' && typeof value !== 'boolean') throw new NodeFailure(`the output ${name} has ${JSON.stringify(value)?.slice(0, 50)} among its elements, which is no number`);
    elements[i] = Number(value);
  }
  return elements;
}
