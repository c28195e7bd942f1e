// What can be set at a model's algorithms: which model, how a picture becomes its tensor, and what its answer means.
import type { AlgorithmParameter } from '../../../domain/graph/algorithm.ts';

/** Where in a tensor the channels stand. */
export const LAYOUTS = ['AUTO', 'NCHW', 'NHWC'] as const;
/** Which channels a model wants. AUTO: grey for one, RGB for three, RGB and alpha for four. */
export const COLOURS = ['AUTO', 'RGB', 'BGR', 'GREY'] as const;
/** How a picture is brought to the size that a model wants. */
export const FITS = ['STRETCH', 'CONTAIN', 'NONE'] as const;
/** How tensors travel. AUTO: as bytes where the server says that it takes them. */
export const TRANSPORTS = ['AUTO', 'JSON', 'BINARY'] as const;
/** Longest wait for a model, in seconds. */
export const MAX_MODEL_SECONDS = 600;
/** Most characters of all names of classes together. */
export const MAX_LABEL_TEXT = 10_000;

const text = (name: string, description: string, max = 200): AlgorithmParameter => ({ name, type: 'TEXT', default: '', max, description });
const number = (name: string, value: string, description: string): AlgorithmParameter => ({ name, type: 'NUMBER', default: value, description });
const choice = (name: string, choices: readonly string[], description: string): AlgorithmParameter => ({ name, type: 'CHOICE', default: choices[0]!, choices, description });

/** Parameters of all of them. */
export const MODEL_PARAMETERS: readonly AlgorithmParameter[] = [
  text('model', 'Name of the model on the server. It must be set.'),
  text('version', 'Version of the model; empty = the one that the server chooses.'),
  text('input', 'Name of the tensor that takes the picture; empty = the only one.'),
  text('output', 'Name of the tensor that is read; empty = the only one.'),
  choice('layout', LAYOUTS, 'Where the channels of the input stand; AUTO = as its shape tells.'),
  choice('colour', COLOURS, 'Channels of the input; AUTO = as many as its shape tells, else those of the picture.'),
  choice('fit', FITS, 'How the picture is brought to the size of the input: stretched, whole with black borders, or not at all.'),
  number('scale', '1', 'Every sample (0 to 255) is multiplied by it first; 0.00392156862745098 makes 0 to 1.'),
  { ...text('mean', 'Subtracted then: one number, or one for each channel separated by commas.'), default: '0' },
  { ...text('std', 'Divided by at last: one number, or one for each channel separated by commas.'), default: '1' },
  choice('transport', TRANSPORTS, 'How tensors travel; AUTO = as bytes where the server says that it takes them, else as JSON.'),
  { name: 'timeout', type: 'NUMBER', default: '30', min: 0.1, max: MAX_MODEL_SECONDS, description: 'Seconds that one call of the server may take.' },
];

/** Names of classes. */
export const LABELS_PARAMETER = text('labels', 'Names of the classes in their order, separated by commas; empty = class 0, class 1 and so on.', MAX_LABEL_TEXT);
/** How many classes are told. */
export const TOP_PARAMETER: AlgorithmParameter = { name: 'top', type: 'INTEGER', default: '5', min: 1, max: 1_000, description: 'Most classes that are told, the best first.' };
/** Whether scores become shares. */
export const SOFTMAX_PARAMETER: AlgorithmParameter = { name: 'softmax', type: 'BOOLEAN', default: 'false', description: 'Whether scores are made shares that sum to 1.' };
/** Size of a mask. */
export const RESTORE_PARAMETER: AlgorithmParameter = { name: 'restore', type: 'BOOLEAN', default: 'true', description: 'Whether the mask is brought back to the size of the picture.' };
/** From values to samples. */
export const SAMPLE_PARAMETERS: readonly AlgorithmParameter[] = [
  number('output_scale', '1', 'Every value is multiplied by it first; 255 for values from 0 to 1.'),
  number('output_offset', '0', 'Added then; what is below 0 or above 255 is cut off.'),
];
