// Bytes as base64, piece by piece, as if they had been written as one.

/** Encodes pieces of any size; every text but the last stands for a multiple of three bytes, so that they fit together. */
export async function* base64Of(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let left: Uint8Array = new Uint8Array(0);
  for await (const piece of bytes) {
    const all = left.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : Buffer.concat([left, piece]);
    const whole = all.length - (all.length % 3);
    // Copied: whoever gives the pieces may use their memory again.
    left = Uint8Array.from(all.subarray(whole));
    if (whole > 0) yield all.toString('base64', 0, whole);
  }
  if (left.length > 0) yield Buffer.from(left).toString('base64');
}
