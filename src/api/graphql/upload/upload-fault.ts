// What goes wrong with a file on its way in, as errors of the caller.
import { fullDisk } from '../../../blobs/disk-fault.ts';
import { DomainError } from '../../../domain/errors.ts';

interface StatusError extends Error {
  readonly status: number;
}

/** The error of the intake as one of ours: LIMIT_EXCEEDED for too much and for a full disk, INVALID for the rest of what a client can do wrong; other errors stay as they are. */
export function uploadFault(error: unknown): unknown {
  if (!isStatusError(error)) return isBrokenBody(error) ? invalid(error) : (fullDisk(error) ?? error);
  if (error.status === 413) return new DomainError('LIMIT_EXCEEDED', `the file is larger than this server takes: send a smaller one, or ask its operator to raise SWITCHYARD_MAX_FILE_MIB (${error.message})`, { cause: error });
  return error.status < 500 ? invalid(error) : error;
}

/** Whether the error comes from what was sent, by its status. */
export function isStatusError(error: unknown): error is StatusError {
  return error instanceof Error && typeof (error as { status?: unknown }).status === 'number';
}

/** Whether the parser of multipart bodies found the body broken or cut off; it has no codes, only these texts. */
export function isBrokenBody(error: unknown): boolean {
  return error instanceof Error && /^(Unexpected end of (form|file)|Malformed (part header|content type)|Multipart: Boundary not found)$/.test(error.message);
}

function invalid(error: unknown): DomainError {
  return new DomainError('INVALID', 'the file did not arrive whole: send it again, as the part of a multipart request that its map names', { cause: error });
}
