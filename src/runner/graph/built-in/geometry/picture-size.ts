// Sizes that pictures are given: by proportion, and never beyond what a run may hold.
import { type NodeCall, NodeFailure } from '../../algorithm-code.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size itself, or a failure that says how large it may be. */
export function boundedSize(size: Size, call: Pick<NodeCall, 'maxPixels'>): Size {
  if (size.width * size.height <= call.maxPixels) return size;
  throw new NodeFailure(`a picture of ${size.width} x ${size.height} would have more than the ${call.maxPixels} pixels that are allowed; ask for a smaller one`);
}

/** A size by the width, the height or both; 0 = as the other and the proportions give it. With both, `inside` fits within them and `outside` covers them. */
export function proportionalSize(from: Size, wanted: Size, fit: 'inside' | 'outside'): Size {
  if (wanted.width === 0 && wanted.height === 0) return from;
  const across = wanted.width / from.width;
  const down = wanted.height / from.height;
  const factor = wanted.width === 0 ? down : wanted.height === 0 ? across : fit === 'inside' ? Math.min(across, down) : Math.max(across, down);
  return {
    width: factor === across ? wanted.width : Math.max(1, Math.round(from.width * factor)),
    height: factor === down ? wanted.height : Math.max(1, Math.round(from.height * factor)),
  };
}
