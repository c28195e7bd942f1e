// A model server that speaks the Open Inference Protocol 2 over HTTP and really computes; it refuses whatever the protocol does not allow.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sizes of elements, and how they are read and written, little endian. */
const TYPES: { readonly [name: string]: { size: number; read: (bytes: Buffer, at: number) => number; write: (bytes: Buffer, value: number, at: number) => void } } = {
  UINT8: { size: 1, read: (b, at) => b.readUInt8(at), write: (b, v, at) => void b.writeUInt8(v, at) },
  INT64: { size: 8, read: (b, at) => Number(b.readBigInt64LE(at)), write: (b, v, at) => void b.writeBigInt64LE(BigInt(v), at) },
  FP32: { size: 4, read: (b, at) => b.readFloatLE(at), write: (b, v, at) => void b.writeFloatLE(v, at) },
  FP16: { size: 2, read: (b, at) => halfOf(b.readUInt16LE(at)), write: () => { throw new Error('no model gives FP16'); } },
};

export interface PeerTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

export interface PeerModel {
  readonly input: { readonly name: string; readonly datatype: string; readonly shape: readonly number[] };
  readonly outputs: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
  readonly run: (input: PeerTensor) => readonly PeerTensor[];
}

export interface ModelPeer extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked, and how the tensors came. */
  readonly asked: string[];
  /** Answers in the stead of the protocol; undefined = the protocol. */
  trouble: ((request: http.IncomingMessage, response: http.ServerResponse) => boolean) | undefined;
  isBinary: boolean;
  /** Ends it and every connection. */
  die(): Promise<void>;
}

/** Serves the models. */
export async function modelPeer(models: { readonly [name: string]: PeerModel }): Promise<ModelPeer> {
  const server = http.createServer((request, response) => {
    peer.asked.push(`${request.method} ${request.url}`);
    if (peer.trouble?.(request, response)) return;
    answer(request, { models, isBinary: peer.isBinary, asked: peer.asked }).then(
      ({ head = Buffer.alloc(0), json, binary }) => {
        const text = Buffer.from(JSON.stringify(json));
        if (binary) response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': String(text.length) }).end(Buffer.concat([text, head]));
        else response.writeHead(200, { 'Content-Type': 'application/json' }).end(text);
      },
      (error: unknown) => {
        const status = error instanceof PeerError ? error.status : 500;
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const die = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  const peer: ModelPeer = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: [], trouble: undefined, isBinary: true, die, [Symbol.asyncDispose]: die };
  return peer;
}

class PeerError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Ground {
  readonly models: { readonly [name: string]: PeerModel };
  readonly isBinary: boolean;
  readonly asked: string[];
}

async function answer(request: http.IncomingMessage, { models, isBinary, asked }: Ground): Promise<{ json: object; head?: Buffer; binary?: boolean }> {
  const [, version, kind, name = '', ...rest] = (request.url ?? '').split('/');
  if (version !== 'v2') throw new PeerError(404, `no path ${request.url}`);
  if (kind === undefined && request.method === 'GET') return { json: { name: 'peer', version: '1', extensions: isBinary ? ['binary_tensor_data'] : [] } };
  const model = kind === 'models' && Object.hasOwn(models, name) ? models[name]! : null;
  if (!model) throw new PeerError(404, `there is no model ${name}`);
  const action = rest[0] === 'versions' ? rest[2] : rest[0];
  if (rest[0] === 'versions' && rest[1] !== '3') throw new PeerError(400, `model ${name} has no version ${rest[1]}`);
  if (action === undefined && request.method === 'GET') return { json: { name, versions: ['3'], platform: 'peer', inputs: [model.input], outputs: model.outputs } };
  if (action !== 'infer' || request.method !== 'POST') throw new PeerError(405, `no ${request.method} of ${request.url}`);
  return inferred(model, await read(request), { headers: request.headers, asked, isBinary, name });
}

async function read(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (String(body.length) !== request.headers['content-length']) throw new PeerError(400, 'the body is not as long as its header says');
  return body;
}

interface Asked {
  inputs: { name: string; datatype: string; shape: number[]; data?: unknown; parameters?: { binary_data_size?: number } }[];
  outputs: { name: string; parameters?: { binary_data?: boolean } }[];
}

function inferred(model: PeerModel, body: Buffer, { headers, asked, isBinary, name }: { headers: http.IncomingHttpHeaders; asked: string[]; isBinary: boolean; name: string }): { json: object; head: Buffer; binary: boolean } {
  const jsonLength = headers['inference-header-content-length'];
  const headLength = jsonLength === undefined ? body.length : Number(jsonLength);
  if (jsonLength === undefined && headers['content-type'] !== 'application/json') throw new PeerError(415, 'JSON must be called JSON');
  const { inputs, outputs } = JSON.parse(body.subarray(0, headLength).toString()) as Asked;
  if (inputs.length !== 1) throw new PeerError(400, 'one input is taken');
  const [given] = inputs;
  const { input } = model;
  if (given!.name !== input.name || given!.datatype !== input.datatype) throw new PeerError(400, `input ${given!.name} ${given!.datatype}: expected ${input.name} ${input.datatype}`);
  const fits = given!.shape.length === input.shape.length && given!.shape.every((side, i) => input.shape[i] === -1 || input.shape[i] === side);
  if (!fits) throw new PeerError(400, `unexpected shape [${given!.shape.join(',')}], expected [${input.shape.join(',')}]`);
  const size = given!.shape.reduce((product, side) => product * side, 1);
  const data = jsonLength === undefined ? (given!.data as number[]) : fromBytes(body.subarray(headLength), { ...given!, size, isBinary });
  asked.push(jsonLength === undefined ? 'as JSON' : 'as bytes');
  if (data.length !== size || !data.every((value) => typeof value === 'number')) throw new PeerError(400, `${data.length} elements for ${size}`);
  const tensors = model.run({ name: given!.name, datatype: given!.datatype, shape: given!.shape, data });
  const wanted = outputs.map((output) => {
    const tensor = tensors.find((each) => each.name === output.name);
    if (!tensor) throw new PeerError(400, `no output ${output.name}`);
    return { tensor, isBytes: output.parameters?.binary_data === true };
  });
  const heads = wanted.map(({ tensor: { data: values, ...head }, isBytes }) => (isBytes ? { ...head, parameters: { binary_data_size: toBytes(head.datatype, values).length } } : { ...head, data: values }));
  return { json: { model_name: name, outputs: heads }, head: Buffer.concat(wanted.filter(({ isBytes }) => isBytes).map(({ tensor }) => toBytes(tensor.datatype, tensor.data))), binary: wanted.some(({ isBytes }) => isBytes) };
}

function fromBytes(bytes: Buffer, { datatype, size, parameters, isBinary }: { datatype: string; size: number; parameters?: { binary_data_size?: number }; isBinary: boolean }): number[] {
  const { size: each, read: readOne } = TYPES[datatype]!;
  if (!isBinary) throw new PeerError(400, 'bytes are not taken here');
  if (parameters?.binary_data_size !== bytes.length || bytes.length !== size * each) throw new PeerError(400, `${bytes.length} bytes for ${size} elements of ${datatype}`);
  return Array.from({ length: size }, (_, i) => readOne(bytes, i * each));
}

function toBytes(datatype: string, data: readonly (number | string)[]): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(data.map((text) => {
      const bytes = Buffer.from(String(text));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return Buffer.concat([length, bytes]);
    }));
  }
  const { size, write } = TYPES[datatype]!;
  const bytes = Buffer.alloc(data.length * size);
  data.forEach((value, i) => write(bytes, Number(value), i * size));
  return bytes;
}

function halfOf(bits: number): number {
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023];
  return (bits & 0x8000 ? -1 : 1) * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}
