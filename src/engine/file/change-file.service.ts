// Deleting files, and changing when they go by themselves.
import { integerAt, optional } from '../../domain/input/check.ts';
import { FILE_LIMITS, type StoredFile } from '../../domain/file/file.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { fileById } from '../../store/file/file-read.store.ts';
import { addToStore, lockStore, markDeleted, setExpiry } from '../../store/file/file-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requireId } from '../found.ts';
import { notFound } from '../not-found.ts';
import { requirePlace } from '../place-check.ts';
import { send, type Work } from '../work.ts';
import { fileDeleted } from './file-deleted.ts';

/** Which file. */
export interface DeleteFileInput {
  readonly fileId: string;
}

/** Which file, and for how many seconds from now it is kept; null or absent = until it is deleted. */
export interface KeepFileInput extends DeleteFileInput {
  readonly expiresInSeconds?: number | null | undefined;
}

/** Deletes a file: it cannot be read any more at once, its bytes go with the next round unless another file has them. Errors: NOT_FOUND. */
export async function deleteFile(engine: Engine, context: CommandContext, { fileId }: DeleteFileInput): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'deleteFile',
    input: { fileId },
    body: async (work) => {
      const file = await lockedFile(work, fileId);
      send(markDeleted(work.tx, file.id));
      send(addToStore(work.tx, file.store, { bytes: -file.size, files: -1 }));
      fileDeleted(work, file, 'DELETED');
      return accepted(file.id);
    },
  });
}

/** Changes when a file goes by itself. Errors: INVALID, NOT_FOUND. */
export async function keepFile(engine: Engine, context: CommandContext, input: KeepFileInput): Promise<CommandOutcome> {
  const { fileId } = input;
  const seconds = optional(input.expiresInSeconds, (value) => integerAt(value, ['expiresInSeconds'], { min: 1, max: FILE_LIMITS.expirySeconds }), null);
  return runCommand(engine, context, {
    op: 'keepFile',
    input: { fileId, seconds },
    body: async (work) => {
      const file = await lockedFile(work, fileId);
      send(setExpiry(work.tx, file.id, seconds));
      return accepted(file.id);
    },
  });
}

/** The file, with its store locked. Which store and project that is never changes, so that both can be asked before. */
async function lockedFile(work: Work, id: string): Promise<StoredFile> {
  const path = ['fileId'];
  const seen = (await fileById(work.tx, requireId('file', id, path))) ?? notFound('file', id, path);
  await requirePlace(work, { projectId: seen.projectId }, { noun: 'file', id, path });
  await lockStore(work.tx, seen.store);
  return (await fileById(work.tx, id)) ?? notFound('file', id, path);
}
