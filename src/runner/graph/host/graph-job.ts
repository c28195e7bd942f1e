// One run as the process that carries it out gets it: everything that can be decided beforehand has been.
import type { AlgorithmPort } from '../../../domain/graph/algorithm.ts';
import type { PlanEdge } from '../../../domain/graph/graph-plan.ts';
import type { GraphValueType, ImageFacts } from '../../../domain/graph/graph-value.ts';
import type { WantedOutput } from '../../../domain/graph/graph-spec.ts';
import type { ParameterValues } from '../algorithm-code.ts';

/** One node. */
export interface JobNode {
  readonly algorithm: string;
  /** Whether the runner carries it out, not the process of the run. */
  readonly isElsewhere: boolean;
  /** One for each input; null = nothing is connected. */
  readonly inputs: readonly { readonly port: AlgorithmPort; readonly from: PlanEdge | null }[];
  readonly outputs: readonly AlgorithmPort[];
  readonly parameters: ParameterValues;
}

/** An input of the run: the bytes of a picture file, the UTF-8 of JSON otherwise. */
export interface JobInput {
  readonly type: GraphValueType;
  readonly bytes: Uint8Array;
}

/** A run. */
export interface GraphJob {
  readonly nodes: readonly JobNode[];
  readonly inputs: readonly JobInput[];
  readonly wanted: readonly Pick<WantedOutput, 'node' | 'output'>[];
  /** Nodes at the same time. */
  readonly parallel: number;
  readonly maxPixels: number;
  /** Bytes of samples beyond which a picture is refused before it is decoded: the memory that the run may take. */
  readonly maxBytes: number;
}

/** A value that was wanted, as it goes out: a picture file, the UTF-8 of JSON otherwise. */
export interface JobOutput {
  readonly type: GraphValueType;
  readonly bytes: Uint8Array;
  readonly image?: ImageFacts;
  /** A JPEG; absent when none small enough can be made. */
  readonly thumbnail?: Uint8Array;
}
