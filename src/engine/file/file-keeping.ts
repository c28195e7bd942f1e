// What the engine needs for files beside the database.
import type { Blobs } from '../../domain/ports.ts';
import type { Engine } from '../engine.ts';

/** The store of bytes, and the limits of files. */
export interface FileKeeping {
  readonly blobs: Blobs;
  readonly maxFileBytes: number;
  /** Bytes of one store together. */
  readonly maxStoreBytes: number;
  /** Days for which a file is kept that names no end of its own; 0 = until it is deleted. */
  readonly retentionDays: number;
}

/** The means to keep files; throws where an engine was put together without them. */
export function fileKeeping({ files }: Engine): FileKeeping {
  if (files === undefined) throw new Error('this engine was put together without a store of files');
  return files;
}
