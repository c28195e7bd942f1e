// What the header of a plain JPEG says, without the image library: a look of microseconds instead of a fifth of a millisecond.

/** Size and channels of a picture that has not been decoded. */
export interface PictureFacts {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Frames of 8 bits a sample: baseline, extended and progressive. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Segments that may stand before the frame: tables, restart intervals, what applications write, comments. */
const BEFORE_FRAME: readonly number[] = [0xc4, 0xdb, 0xdd, 0xfe, ...Array.from({ length: 16 }, (_, n) => 0xe0 + n)];

/** Facts of a grey or colour JPEG; null for everything else, and for whatever is not written in the plainest way: the image library knows it then. */
export function jpegFacts(bytes: Uint8Array): PictureFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0xff_d8) return null;
  // A marker, then the length of its segment, which counts itself.
  for (let at = 2; at + 4 <= bytes.byteLength; ) {
    const marker = view.getUint16(at) - 0xff_00;
    const length = view.getUint16(at + 2);
    if (FRAMES.includes(marker)) return frameFacts(view, at + 4, length);
    if (!BEFORE_FRAME.includes(marker) || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function frameFacts(view: DataView, at: number, length: number): PictureFacts | null {
  if (length < 8 || at + 6 > view.byteLength) return null;
  const [bits, height, width, channels] = [view.getUint8(at), view.getUint16(at + 1), view.getUint16(at + 3), view.getUint8(at + 5)];
  // A height of 0 comes after the samples; four channels are inks.
  return bits === 8 && height > 0 && width > 0 && (channels === 1 || channels === 3) ? { width, height, channels } : null;
}
