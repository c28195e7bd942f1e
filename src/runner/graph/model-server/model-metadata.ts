// What a model server tells of a model: its tensors, and whether it takes them as bytes; remembered for a while.
import { NodeFailure } from '../algorithm-code.ts';
import { ModelRefusal, type ModelAsker, type ModelPatience } from './model-exchange.ts';
import { datatypeOf, type Datatype } from './tensor.ts';

/** Milliseconds for which the word of a server is taken: a model may be replaced by another of its name. */
export const METADATA_MS = 60_000;
/** Models of one server that are remembered. */
export const MAX_REMEMBERED_MODELS = 100;

/** A tensor that goes in or comes out; a side of -1 may be of any length. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** A model. */
export interface ModelMetadata {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Whether tensors may travel as bytes. */
  readonly isBinary: boolean;
}

/** A model of a server. */
export interface ModelName {
  readonly model: string;
  /** Empty: the one that the server chooses. */
  readonly version: string;
}

/** Names that can be part of a path as they are. */
const MODEL_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;

/** The path of a model; throws `NodeFailure` for names that would lead elsewhere. */
export function modelPath({ model, version }: ModelName): string {
  if (model === '') throw new NodeFailure('the parameter model is empty; name a model of the server');
  for (const [parameter, name] of [['model', model], ['version', version]] as const) {
    if (name !== '' && !MODEL_NAME.test(name)) throw new NodeFailure(`the parameter ${parameter} must be letters, digits, _, . and -, not beginning with . or -`);
  }
  return `/v2/models/${model}${version === '' ? '' : `/versions/${version}`}`;
}

/** What is known of one server's models. */
export class ModelMemory {
  readonly #name: string;
  readonly #ask: ModelAsker;
  readonly #known = new Map<string, { readonly metadata: ModelMetadata; readonly until: number }>();

  constructor(name: string, ask: ModelAsker) {
    this.#name = name;
    this.#ask = ask;
  }

  /** Asks for it when it was not told lately. */
  async of(name: ModelName, patience: ModelPatience): Promise<ModelMetadata> {
    const path = modelPath(name);
    const known = this.#known.get(path);
    if (known && known.until > performance.now()) return known.metadata;
    const told = await this.#json(path, patience);
    const metadata = { inputs: specsOf(told, 'inputs', this.#name), outputs: specsOf(told, 'outputs', this.#name), isBinary: await this.#isBinary(patience) };
    this.forget(name);
    this.#known.set(path, { metadata, until: performance.now() + METADATA_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_REMEMBERED_MODELS && oldest !== undefined) this.#known.delete(oldest);
    return metadata;
  }

  /** The server refused what fitted the model as it was known: it may be another one by now. */
  forget(name: ModelName): void {
    this.#known.delete(modelPath(name));
  }

  async #isBinary(patience: ModelPatience): Promise<boolean> {
    try {
      const { extensions } = await this.#json('/v2', patience);
      return Array.isArray(extensions) && extensions.includes('binary_tensor_data');
    } catch (error) {
      // A server that tells nothing of itself speaks JSON.
      if (error instanceof ModelRefusal) return false;
      throw error;
    }
  }

  async #json(path: string, patience: ModelPatience): Promise<{ readonly [name: string]: unknown }> {
    const { body } = await this.#ask({ path }, patience);
    return jsonObjectOf(body, this.#name);
  }
}

/** An answer that must be an object. */
export function jsonObjectOf(body: Uint8Array, server: string): { readonly [name: string]: unknown } {
  try {
    const told: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
    if (typeof told === 'object' && told !== null) return told as { readonly [name: string]: unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new NodeFailure(`the model server ${server} answered something that is no JSON object; look whether it speaks the Open Inference Protocol 2`);
}

function specsOf(told: { readonly [name: string]: unknown }, member: 'inputs' | 'outputs', server: string): TensorSpec[] {
  const listed = told[member];
  // Servers may leave them out for models that they know nothing of.
  if (listed === undefined) throw new NodeFailure(`the model server ${server} does not tell the ${member} of the model; use a model whose configuration names them`);
  return (Array.isArray(listed) ? (listed as unknown[]) : [null]).map((entry) => {
    const { name, datatype, shape } = (entry ?? {}) as { name?: unknown; datatype?: unknown; shape?: unknown };
    const known = datatypeOf(datatype);
    // Some write sides as texts.
    const sides = Array.isArray(shape) ? (shape as unknown[]).map(Number) : [Number.NaN];
    if (typeof name !== 'string' || known === null || !sides.every(Number.isSafeInteger)) throw new NodeFailure(`the model server ${server} describes the ${member} of the model in a way that is not the protocol's`);
    return { name, datatype: known, shape: sides };
  });
}
