// WebSocket text frames made once for many sockets: unmasked, unfragmented, uncompressed (RFC 6455, 5.2).
import type { FrameForm } from '../frame/wave.ts';

const FIN_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MAX_SHORT = 125;
const MAX_16 = 0xffff;

/** The `next` messages of the subscription with this id. Clients that number their subscriptions alike share the very bytes. */
export function nextForm(id: string): FrameForm {
  const prefix = nextPrefix(id);
  return { key: id, frames: (payloads) => nextFrames(prefix, payloads) };
}

/** The fixed part before the payload of a `next` message of one subscription: encoded once per subscription. */
export function nextPrefix(id: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
}

const SUFFIX = '}'.charCodeAt(0);

/** One buffer with a whole `next` frame per payload, in order: a single write per socket, no text encoded again. */
export function nextFrames(prefix: Buffer, payloads: readonly Buffer[]): Buffer {
  let size = 0;
  for (const payload of payloads) size += frameSize(prefix.length + payload.length + 1);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    at = writeHead(frames, at, prefix.length + payload.length + 1);
    at += prefix.copy(frames, at);
    at += payload.copy(frames, at);
    frames[at++] = SUFFIX;
  }
  return frames;
}

function frameSize(length: number): number {
  return length + (length <= MAX_SHORT ? 2 : length <= MAX_16 ? 4 : 10);
}

function writeHead(frames: Buffer, at: number, length: number): number {
  frames[at] = FIN_TEXT;
  if (length <= MAX_SHORT) {
    frames[at + 1] = length;
    return at + 2;
  }
  if (length <= MAX_16) {
    frames[at + 1] = LENGTH_16;
    return frames.writeUInt16BE(length, at + 2);
  }
  frames[at + 1] = LENGTH_64;
  return frames.writeBigUInt64BE(BigInt(length), at + 2);
}
