// The id of a run in a path.
import { isUuid } from '../../../../domain/uuid.ts';
import { fault } from '../ikomia-error.ts';

/** It in small letters. Throws 422 for what is no UUID. */
export function runIdAt(text: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw fault(['path', 'uuid'], 'must be the UUID that PUT /api/run has answered', 'uuid_parsing');
  return id;
}
