// Values that go into a graph and come out of it, as they are kept: small ones with the row, large ones as files.

/** Types of values, by their names on the wire. `image` is every picture; the others are JSON documents of a shape of their own each. */
export const GRAPH_VALUE_TYPES = [
  'image', 'OBJECT_DETECTION', 'INSTANCE_SEGMENTATION', 'SEMANTIC_SEGMENTATION', 'KEYPOINTS', 'TEXT', 'NUMERIC_VALUES', 'BLOB_VALUES', 'INPUT_GRAPHICS', 'OUTPUT_GRAPHICS',
  'DATA_DICT', 'JSON', 'DNN_DATASET', 'SCENE_3D',
] as const;
/** A type of value. */
export type GraphValueType = (typeof GRAPH_VALUE_TYPES)[number];

/** Most bytes of a value that is kept with its row; larger ones become files. */
export const MAX_INLINE_BYTES = 65_536;
/** Most bytes of all values of a run that are kept with its row, for inputs and for results. */
export const MAX_INLINE_TOTAL = 262_144;
/** Most inputs of a run, and most values of its result. */
export const MAX_GRAPH_VALUES = 256;

/** Bytes kept with the row, or the id of the file that has them. `inline`: base64 of an image, the JSON text of everything else. */
export type GraphBody = { readonly inline: string } | { readonly file: string; readonly sha256: string; readonly size: number };

/** What is known of a picture without decoding it again. */
export interface ImageFacts {
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
}

/** One value. */
export interface GraphValue {
  readonly type: GraphValueType;
  readonly body: GraphBody;
  /** Of images that were decoded; absent for inputs, which only the runner decodes. */
  readonly image?: ImageFacts;
  /** Base64 of a JPEG of at most `THUMBNAIL` pixels and bytes; of images of results. Absent when the image lies here and is such a JPEG itself: see `thumbnailOf`. */
  readonly thumbnail?: string;
  /** Whether callers get a reference into the storage instead of the data; then it is kept as a file. */
  readonly isTemporary?: boolean;
}

/** Longest side of a thumbnail in pixels, and its most bytes. */
export const THUMBNAIL = { side: 160, bytes: 16_384 } as const;

/** Base64 of the JPEG that lists show of an image; null when there is none. */
export function thumbnailOf({ body, image, thumbnail }: GraphValue): string | null {
  if (thumbnail !== undefined) return thumbnail;
  if (!('inline' in body) || image?.contentType !== 'image/jpeg' || Math.max(image.width, image.height) > THUMBNAIL.side) return null;
  return body.inline.length <= MOST_BASE64 ? body.inline : null;
}

const MOST_BASE64 = Math.ceil(THUMBNAIL.bytes / 3) * 4;
