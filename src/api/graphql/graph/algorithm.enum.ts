// Closed sets of algorithms.
import { ALGORITHM_SOURCES, IO_TYPES, PARAMETER_TYPES } from '../../../domain/graph/algorithm.ts';
import { stringEnum } from '../string-enum.ts';

/** Where an algorithm comes from. */
export const AlgorithmSourceEnum = stringEnum('AlgorithmSource', ALGORITHM_SOURCES, {
  description: 'Where an algorithm comes from.',
  values: { BUILT_IN: 'It is part of Switchyard.', FUNCTION: 'A function that a runner was given.', MODEL_SERVER: 'A model on a server that a runner knows.' },
});

/** Types of parameters. */
export const ParameterTypeEnum = stringEnum('AlgorithmParameterType', PARAMETER_TYPES, {
  description: 'What the texts of a parameter are read as.',
  values: { BOOLEAN: 'true or false, also True, False, 1 and 0.', INTEGER: 'A whole number.', NUMBER: 'A number.', TEXT: 'Any text.', CHOICE: 'One of its choices.' },
});

/** Types of what flows along the edges. */
export const IoTypeEnum = stringEnum('IoType', IO_TYPES, {
  description: 'What flows along the edges of a graph. Binary and label pictures may go wherever a picture may; nothing else is converted.',
  values: {
    IMAGE: 'A picture.', IMAGE_BINARY: 'A picture of 0 and 255.', IMAGE_LABEL: 'A picture whose pixels are numbers.', OBJECT_DETECTION: 'Things found, each with a box.',
    INSTANCE_SEGMENTATION: 'Things found, each with a mask.', SEMANTIC_SEGMENTATION: 'A mask of classes.', KEYPOINTS: 'Things found, each with points.', TEXT: 'Text.', NUMERIC_VALUES: 'Columns of numbers.',
    BLOB_VALUES: 'Measures of things.', INPUT_GRAPHICS: 'Shapes, as an input.', OUTPUT_GRAPHICS: 'Shapes, as an output.', DATA_DICT: 'An object.', JSON: 'Any JSON.', DNN_DATASET: 'A data set to learn from.',
    SCENE_3D: 'A scene in three dimensions.',
  },
});
