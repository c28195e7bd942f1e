// What carries out a node of a graph: one small interface for what is built in, for functions of people, and for models on servers.
import type { Sharp } from 'sharp';
import type { AlgorithmDescription } from '../../domain/graph/algorithm.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import type { GraphValueType } from '../../domain/graph/graph-value.ts';

/** A picture in memory: 8 bits a sample, rows without gaps. 1 channel is grey (or binary: 0 and 255, or labels), 3 are RGB, 4 RGB and alpha. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  /** `width * height * channels` bytes. Never written to by who gets it. */
  readonly data: Uint8Array;
  /** What its samples mean; a binary or label picture is written without loss. @default PLAIN */
  readonly meaning?: 'PLAIN' | 'BINARY' | 'LABEL';
}

/** A value on an edge. */
export type NodeValue =
  | { readonly type: 'image'; readonly raster: Raster }
  | { readonly type: Exclude<GraphValueType, 'image'>; readonly json: JsonValue };

/** Values of parameters, read by their types. */
export interface ParameterValues {
  readonly [name: string]: string | number | boolean;
}

/** What a node is carried out with. */
export interface NodeCall {
  /** One for each input of the description; null = an optional one that nothing is connected to. */
  readonly inputs: readonly (NodeValue | null)[];
  readonly parameters: ParameterValues;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** Most pixels of a picture that may come of it. */
  readonly maxPixels: number;
  /** Bytes that a process which serves one call after the other may grow by during this one; absent = nobody watches, as in the process of the run, which is watched as a whole. */
  readonly maxBytes?: number;
  /** Writes a line to the output of the task. */
  say(line: string): void;
}

/** An algorithm that can be carried out. */
export interface AlgorithmCode {
  readonly description: AlgorithmDescription;
  /** One value for each output of the description. Rejects with `NodeFailure` for what the caller's data or parameters are to blame for. */
  run(call: NodeCall): Promise<readonly NodeValue[]>;
  /** The same as one call of the image library; null with parameters that need more than that. Absent = it never is one call. */
  readonly passFor?: (parameters: ParameterValues) => PicturePass | null;
}

/** What a call of the image library does to a picture without alpha beside reading and writing it: neither its channels nor its number of pixels change. */
export type PicturePass = (pipeline: Sharp) => Sharp;

/** A source of algorithms. */
export interface AlgorithmSourceHouse extends AsyncDisposable {
  readonly algorithms: readonly AlgorithmCode[];
}

/** A node that failed in a way that its caller can understand; the message goes to them. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
}
