// Ports: what the inner rooms need from outside, handed in by the composition root.
import type { LoggedEvent } from './event/event.ts';

/** The time of this process, in milliseconds since 1970; leases are judged by the database's time instead. */
export interface Clock {
  now(): number;
}

/** Told after a transaction has committed, never before: rows that are now in the log, in order of `seq`. */
export type OnCommitted = (events: readonly LoggedEvent[]) => void;

/** Told after new output lines of a task, or entries of its metrics, were committed. */
export type OnLogged = (taskId: string) => void;

/**
 * Told that this process has come to a named point inside or just after a transaction: `<what>.before-commit`, `<what>.after-commit`.
 * It is called where a crash would be worst, so that fault tests can end the process exactly there; it must not throw.
 */
export type OnPoint = (point: string) => void;

/** The wall clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** Bytes by what they are: the same bytes are kept once, and never change. Names are SHA-256 alone, nothing from outside becomes part of a path. */
export interface Blobs {
  /**
   * Takes a stream in, hashed as it comes; nothing can be read before `keep`. Rejects with LIMIT_EXCEEDED when it is larger than
   * `maxBytes` or the disk takes no more, and with the stream's own error when that fails; nothing is left of it then.
   */
  spool(bytes: AsyncIterable<Uint8Array>, options: { readonly maxBytes: number }): Promise<SpooledBlob>;
  /** Opens bytes for reading, also while they are removed; null when they are not here. */
  open(sha256: string): Promise<OpenBlob | null>;
  /** Removes bytes; harmless when they are not here. Call it only where no `keep` of the same bytes can run: see the engine's lock. */
  remove(sha256: string): Promise<void>;
  /** Hashes of one of the `BLOB_SLICES` parts of the store that were kept longer ago than `seconds`, in batches. */
  olderThan(seconds: number, slice: number): AsyncIterable<readonly string[]>;
  /** Removes what uploads have left that broke off with their process, when nothing was written to it for so long; gives how many. */
  sweepSpool(seconds: number): Promise<number>;
}

/** Parts of a store that can be looked through one at a time. */
export const BLOB_SLICES = 256;

/** Bytes that have come in whole; dispose of it in the end, whether it was kept or not. */
export interface SpooledBlob extends AsyncDisposable {
  readonly sha256: string;
  readonly size: number;
  /** The first bytes, as many as content types are told by. */
  readonly head: Uint8Array;
  /** Puts the bytes where they can be read, durably; the second of equal ones finds them there. May be called again. */
  keep(): Promise<void>;
}

/** Bytes being read; dispose of it in the end. */
export interface OpenBlob extends AsyncDisposable {
  readonly size: number;
  /** The bytes from `first` to `last`, both included, in pieces; as slowly as they are taken. */
  bytes(first: number, last: number): AsyncIterable<Uint8Array>;
  /** Fills `into` from that position on; gives how many bytes there were. */
  readAt(into: Uint8Array, position: number): Promise<number>;
}
