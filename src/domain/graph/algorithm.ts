// Algorithms: what the nodes of a graph can be. Their descriptions are data; who carries them out is the runner's business.

/** Types of what flows along the edges, by the engine's names. */
export const IO_TYPES = [
  'IMAGE', 'IMAGE_BINARY', 'IMAGE_LABEL', 'OBJECT_DETECTION', 'INSTANCE_SEGMENTATION', 'SEMANTIC_SEGMENTATION', 'KEYPOINTS', 'TEXT', 'NUMERIC_VALUES', 'BLOB_VALUES',
  'INPUT_GRAPHICS', 'OUTPUT_GRAPHICS', 'DATA_DICT', 'JSON', 'DNN_DATASET', 'SCENE_3D',
] as const;
/** A type of what flows. Binary and label images may go wherever an image may. */
export type IoType = (typeof IO_TYPES)[number];

/** Types of parameters. */
export const PARAMETER_TYPES = ['BOOLEAN', 'INTEGER', 'NUMBER', 'TEXT', 'CHOICE'] as const;
/** A type of parameter. */
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** One parameter. */
export interface AlgorithmParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Text that the type accepts. */
  readonly default: string;
  /** Smallest and largest number; longest text for TEXT (`max`). */
  readonly min?: number;
  readonly max?: number;
  /** The texts of a CHOICE. */
  readonly choices?: readonly string[];
  readonly description: string;
}

/** One input or output. */
export interface AlgorithmPort {
  readonly name: string;
  readonly type: IoType;
  /** Of inputs: whether it may stay unconnected. @default false */
  readonly optional?: boolean;
}

/** Where an algorithm comes from. */
export const ALGORITHM_SOURCES = ['BUILT_IN', 'FUNCTION', 'MODEL_SERVER'] as const;
/** Where an algorithm comes from: this program, a function of somebody's own, a model on a server. */
export type AlgorithmSource = (typeof ALGORITHM_SOURCES)[number];

/** An algorithm as it is listed and checked against. */
export interface AlgorithmDescription {
  readonly name: string;
  readonly source: AlgorithmSource;
  readonly description: string;
  readonly inputs: readonly AlgorithmPort[];
  readonly outputs: readonly AlgorithmPort[];
  readonly parameters: readonly AlgorithmParameter[];
}

/** Names of algorithms. */
export const ALGORITHM_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,199}$/;
/** Bounds of what one runner offers; `json` in characters for all of them. */
export const ALGORITHM_LIMITS = { algorithms: 500, ports: 16, parameters: 100, choices: 200, text: 1_000, json: 1_000_000 } as const;
