// Writing an algorithm: what goes in, what comes out, what can be set, and the code. Importable as `switchyard/algorithm`.
import type { IoType } from '../../../domain/graph/algorithm.ts';
import type { JsonValue } from '../../../domain/event/event.ts';

/** A picture: 8 bits a sample, rows without gaps. 1 channel is grey (binary: 0 and 255; or labels), 3 are RGB, 4 RGB and alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  /** `width * height * channels` bytes; those of an input are the function's own and may be written to. */
  readonly data: Uint8Array;
}

/** What an algorithm gives its code beside inputs and parameters. */
export interface AlgorithmContext {
  /** Aborted when the run is to end. What does not end within `ABANDON_GRACE_MS` is ended together with its process. */
  readonly signal: AbortSignal;
  /** Most pixels that a picture may have which is returned. */
  readonly maxPixels: number;
  /** Writes a line to the output of the task, as `console.log` does. */
  log(text: string): void;
}

/** Types of pictures. */
export type PictureType = 'IMAGE' | 'IMAGE_BINARY' | 'IMAGE_LABEL';

/** An input: its type, or also whether it may stay unconnected; then its value is null. */
export type InputSignature = IoType | { readonly type: IoType; readonly optional?: boolean };

/** A parameter. Its default says what it is when nobody sets it. */
export type ParameterSignature =
  | { readonly type: 'BOOLEAN'; readonly default: boolean; readonly description?: string }
  | { readonly type: 'INTEGER' | 'NUMBER'; readonly default: number; readonly min?: number; readonly max?: number; readonly description?: string }
  /** `max`: most characters. */
  | { readonly type: 'TEXT'; readonly default: string; readonly max?: number; readonly description?: string }
  | { readonly type: 'CHOICE'; readonly default: string; readonly choices: readonly string[]; readonly description?: string };

/** A document: what is no picture. */
export type DocumentValue = { readonly [name: string]: JsonValue };

/** The value of an input. */
export type InputValue<S extends InputSignature> = S extends { readonly type: infer T extends IoType }
  ? ValueOf<T> | (S extends { readonly optional: true } ? null : never)
  : S extends IoType
    ? ValueOf<S>
    : never;

/** The value of a parameter, in its type and within its limits. */
export type ParameterValue<S extends ParameterSignature> = S extends { readonly choices: readonly (infer C)[] }
  ? C
  : S extends { readonly type: 'BOOLEAN' }
    ? boolean
    : S extends { readonly type: 'TEXT' }
      ? string
      : number;

/** What the code returns for an output. */
export type OutputValue<T extends IoType> = T extends PictureType ? Picture : object;

/** Inputs, outputs and parameters by name, in their order. */
export interface Inputs {
  readonly [name: string]: InputSignature;
}
/** Outputs by name, in their order. */
export interface Outputs {
  readonly [name: string]: IoType;
}
/** Parameters by name. */
export interface Parameters {
  readonly [name: string]: ParameterSignature;
}

/** An algorithm whose types are known to its code. */
export interface AlgorithmDefinition<I extends Inputs, O extends Outputs, P extends Parameters> {
  readonly description?: string;
  readonly inputs: I;
  readonly outputs: O;
  readonly parameters?: P;
  /** Gives a value for each output. May be synchronous. */
  run(inputs: { readonly [name in keyof I]: InputValue<I[name]> }, parameters: { readonly [name in keyof P]: ParameterValue<P[name]> }, context: AlgorithmContext): OutputsOf<O> | Promise<OutputsOf<O>>;
}

/** The values that the code returns. */
export type OutputsOf<O extends Outputs> = { readonly [name in keyof O]: OutputValue<O[name]> };

/** An algorithm whose types are no longer known. */
export interface AnyAlgorithm {
  readonly description?: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly parameters?: Parameters;
  run(inputs: { readonly [name: string]: never }, parameters: { readonly [name: string]: never }, context: AlgorithmContext): unknown;
}

/** Defines an algorithm; export it under the name that it shall have. */
export function defineAlgorithm<const I extends Inputs, const O extends Outputs, const P extends Parameters>(definition: AlgorithmDefinition<I, O, P>): AnyAlgorithm {
  return definition as unknown as AnyAlgorithm;
}

type ValueOf<T extends IoType> = T extends PictureType ? Picture : DocumentValue;
