// Storing files: the bytes come in first, without a transaction; then the file is put on record and its bytes into place, together.
import { DomainError } from '../../domain/errors.ts';
import { optional, textAt, wordAt } from '../../domain/input/check.ts';
import { contentTypeOf } from '../../domain/file/content-type.ts';
import { expiryOf } from '../../domain/file/expiry.ts';
import { FILE_LIMITS, FILE_STORES, type FileStore } from '../../domain/file/file.ts';
import { keptName } from '../../domain/file/file-name.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { SpooledBlob } from '../../domain/ports.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { recordDenial } from '../access/denial-book.ts';
import { runCommand } from '../command-frame.ts';
import { fileKeeping } from './file-keeping.ts';
import { putOnRecord } from './record-file.ts';
import { requireUploadPlace } from './upload-place.ts';

/** A file to store. */
export interface StoreFileInput {
  readonly store: FileStore;
  /** Its name in the store for programs; absent = it is known by its id alone. */
  readonly path?: string | undefined;
  /** Whether a file of that path gives way; refused with ALREADY_EXISTS otherwise. */
  readonly replace?: boolean | undefined;
  readonly name: string;
  /** What the sender says that it is. */
  readonly contentType?: string | undefined;
  readonly projectId?: string | undefined;
  readonly expiresInSeconds?: number | undefined;
  /** Whether it is a packed directory; asked once the bytes are in, for forms may say it behind them. @default false */
  readonly isDirectoryArchive?: (() => boolean) | undefined;
  /** Read once, to its end or until something is wrong. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The checked input, which with the hash of the bytes says whether a request is repeated. */
export interface CheckedFile {
  readonly store: FileStore;
  readonly path: string | null;
  readonly replace: boolean;
  readonly name: string;
  readonly claimedType: string | null;
  readonly projectId: string | null;
  /** Seconds from now; null = never. */
  readonly expiresIn: number | null;
}

/**
 * Stores a file; the subject of the outcome is the file. A repeat of the request id with the same bytes gets the first outcome. Errors:
 * INVALID, NOT_FOUND, ALREADY_EXISTS, LIMIT_EXCEEDED (file, store, disk), IDEMPOTENCY_CONFLICT, and those of the stream.
 */
export async function storeFile(engine: Engine, context: CommandContext, { bytes, isDirectoryArchive, ...input }: StoreFileInput): Promise<CommandOutcome> {
  const { blobs, maxFileBytes, retentionDays } = fileKeeping(engine);
  const file = checked(input, retentionDays);
  // Judged before anything is read: who may not write here must not be able to fill the disk.
  await requireUploadPlace(engine.db, context.actor, file.projectId).catch(async (error: unknown) => {
    await recordDenial(engine, context, { op: 'storeFile', input: file, error });
    throw error;
  });
  await using blob = await blobs.spool(bytes, { maxBytes: maxFileBytes });
  // Awaited here: the spool file goes when this scope is left.
  return await runCommand(engine, context, {
    op: 'storeFile',
    input: { ...file, sha256: blob.sha256, size: blob.size },
    body: async (work) => putOnRecord(work, { ...file, blob, isDirectoryArchive: isDirectoryArchive?.(), contentType: contentTypeOf(file.claimedType, blob.head) }),
  });
}

/** A checked file with its bytes. */
export interface IncomingFile extends CheckedFile {
  readonly blob: SpooledBlob;
  readonly contentType: string;
  readonly isDirectoryArchive?: boolean | undefined;
}

const NO_PATH_STORES: ReadonlySet<FileStore> = new Set(['UPLOAD']);

function checked(input: Omit<StoreFileInput, 'bytes' | 'isDirectoryArchive'>, retentionDays: number): CheckedFile {
  const store = wordAt(input.store, ['store'], FILE_STORES);
  const path = optional(input.path, (value) => textAt(value, ['path'], { min: 1, max: FILE_LIMITS.path }), null);
  if (path !== null && NO_PATH_STORES.has(store)) throw new DomainError('INVALID', `path: files of the store ${store} have no path: leave it out`, { path: ['path'] });
  return {
    store,
    path,
    replace: input.replace ?? false,
    name: keptName(textAt(input.name, ['name'], { max: FILE_LIMITS.name })),
    claimedType: optional(input.contentType, (value) => textAt(value, ['contentType'], { max: FILE_LIMITS.name }), null),
    projectId: input.projectId ?? null,
    expiresIn: expiryOf(input.expiresInSeconds, { path: ['expiresInSeconds'], retentionDays }),
  };
}
