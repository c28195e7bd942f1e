// From whatever stopped a call to the error that its caller is told.
import { DomainError } from '../../../../domain/errors.ts';
import { ClearmlError, type ClearmlCode } from '../clearml-error.ts';
import { withWireIds } from '../wire-id.ts';

/** Codes of things that were not found, by the member of the engine's input that named them. */
const NOT_FOUND: Readonly<Record<string, ClearmlCode>> = {
  taskId: 'INVALID_TASK_ID', parentId: 'INVALID_TASK_ID', queueId: 'INVALID_QUEUE_ID', projectId: 'INVALID_PROJECT_ID', modelId: 'INVALID_MODEL_ID', userId: 'INVALID_USER_ID', itemId: 'NOT_IN_QUEUE',
};

/** The error of a call for what a service of the engine threw; null for what is no fault of the caller. */
export function refusalOf(error: unknown): ClearmlError | null {
  if (error instanceof ClearmlError) return error;
  if (!(error instanceof DomainError)) return null;
  return new ClearmlError(codeOf(error), withWireIds(error.message), { cause: error });
}

function codeOf({ code, path }: DomainError): ClearmlCode {
  switch (code) {
    case 'NOT_FOUND':
      return NOT_FOUND[path?.[0] ?? ''] ?? 'INVALID_ID';
    case 'FORBIDDEN':
    case 'LOCKED':
      return 'NO_WRITE_PERMISSION';
    case 'VERSION_CONFLICT':
    case 'STALE':
      return 'STATUS_CHANGED';
    case 'ALREADY_EXISTS':
      return 'NOT_UNIQUE';
    default:
      return 'VALIDATION';
  }
}
