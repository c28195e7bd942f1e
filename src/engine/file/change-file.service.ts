// Deleting files, and changing when they go by themselves.
import { integerAt, optional } from '../../domain/input/check.ts';
import { FILE_LIMITS, type StoredFile } from '../../domain/file/file.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { placedFile } from '../../store/file/file-read.store.ts';
import { addToStore, keptFile, lockStore, markDeleted, setExpiry } from '../../store/file/file-write.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { send, type Work } from '../work.ts';
import { requirePlace } from './file-access.ts';
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
      const file = await lockedFile(work, context, fileId);
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
      const file = await lockedFile(work, context, fileId);
      send(setExpiry(work.tx, file.id, seconds));
      return accepted(file.id);
    },
  });
}

/** The file, with its store locked. Which store that is never changes, so that it can be asked before. */
async function lockedFile(work: Work, { actor }: CommandContext, id: string): Promise<StoredFile> {
  const at = ['fileId'];
  const seen = (await placedFile(work.tx, requireId('file', id, at))) ?? notFound('file', id, at);
  requirePlace(actor, { role: 'operator', projectPath: seen.projectPath, noun: 'file', id, at });
  await lockStore(work.tx, seen.store);
  return (await keptFile(work.tx, id)) ?? notFound('file', id, at);
}
