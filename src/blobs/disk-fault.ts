// What a disk answers when it takes no more, as errors of the caller; what it says beside goes to the log of the process.
import { DomainError } from '../domain/errors.ts';

/** Told of a disk that does not do as it should; the caller gets an error as well. */
export type DiskLog = (message: string, error: unknown) => void;

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const CLOSED: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EMFILE', 'ENFILE', 'ESTALE']);

/** Does something that writes to the disk; LIMIT_EXCEEDED when the disk is full, read-only or broken, which the log is told too. */
export async function onDisk<T>(log: DiskLog, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFault(error, log);
  }
}

/** LIMIT_EXCEEDED when the error says that the disk is full; null for all others. */
export function fullDisk(error: unknown): DomainError | null {
  return FULL.has(codeOf(error) ?? '') ? refusal('the disk of the server is full: delete files, or ask its operator for more room', error) : null;
}

/** The code of a system error. */
export function codeOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
}

function diskFault(error: unknown, log: DiskLog): unknown {
  const code = codeOf(error) ?? '';
  const full = fullDisk(error);
  if (full === null && !CLOSED.has(code)) return error;
  log('the directory of files takes nothing', error);
  return full ?? refusal(`the server cannot write its files just now (${code}): ask its operator to look at SWITCHYARD_BLOB_DIR`, error);
}

function refusal(why: string, cause: unknown): DomainError {
  return new DomainError('LIMIT_EXCEEDED', `${why}; nothing was stored`, { cause });
}
