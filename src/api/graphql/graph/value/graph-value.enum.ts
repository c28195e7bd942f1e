// The types of values of graphs.
import { GRAPH_VALUE_TYPES, type GraphValueType } from '../../../../domain/graph/graph-value.ts';
import { stringEnum } from '../../string-enum.ts';

const MEANING: Readonly<Record<GraphValueType, string>> = {
  image: 'A picture.',
  OBJECT_DETECTION: 'Things found in a picture, each with a box.',
  INSTANCE_SEGMENTATION: 'Things found in a picture, each with a box and a mask.',
  SEMANTIC_SEGMENTATION: 'A mask that tells the class of every pixel.',
  KEYPOINTS: 'Things found in a picture, each with points.',
  TEXT: 'Text, or fields of text found in a picture.',
  NUMERIC_VALUES: 'Columns of numbers, such as a histogram.',
  BLOB_VALUES: 'Measures of things.',
  INPUT_GRAPHICS: 'Shapes to be drawn, as an input.',
  OUTPUT_GRAPHICS: 'Shapes to be drawn, as an output.',
  DATA_DICT: 'An object, or any other JSON that an algorithm gives as such.',
  JSON: 'Any JSON.',
  DNN_DATASET: 'A data set to learn from.',
  SCENE_3D: 'A scene in three dimensions.',
};

/** GraphQL names are the words of the wire in capitals. */
export const GraphValueTypeEnum = stringEnum('GraphValueType', GRAPH_VALUE_TYPES, { description: 'What a value of a graph is.', values: MEANING });
