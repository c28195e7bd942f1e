// Ids as ClearML writes them: our UUIDs in 32 hexadecimal digits without dashes.
import { ClearmlError, type ClearmlCode } from './clearml-error.ts';

const HEX = /^[0-9a-f]{32}$/;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Beginning of the id of something that has been deleted and is still named. */
export const DELETED_PREFIX = '__DELETED__';

/** The company that everybody belongs to: there is one in each server. */
export const COMPANY = { id: 'd1bd92a3b039400cbafc60a7a5b1e52b', name: 'switchyard' } as const;

/** An id as it is written. */
export function wireId(uuid: string): string {
  return uuid.replaceAll('-', '');
}

/** A text of ours for callers of the dialect: ids in it are as they know them. */
export function withWireIds(text: string): string {
  return text.replace(UUID, wireId);
}

/** The same for what may be absent. */
export function wireIdOr<T>(uuid: string | null, absent: T): string | T {
  return uuid === null ? absent : wireId(uuid);
}

/** The UUID of an id; null when it is none of ours, so that nothing can have it. */
export function uuidOf(id: string): string | null {
  if (!HEX.test(id)) return null;
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}

/** The UUID of an id; throws the error of that kind of thing for what can be none. */
export function requireUuid(id: string, code: ClearmlCode): string {
  return uuidOf(id) ?? unknownId(id, code);
}

/** Says that there is nothing with this id. */
export function unknownId(id: string, code: ClearmlCode): never {
  throw new ClearmlError(code, `${WHAT[code] ?? 'Invalid id'}: id=${id.slice(0, 100)}`);
}

const WHAT: Partial<Record<ClearmlCode, string>> = {
  INVALID_TASK_ID: 'Invalid task id',
  INVALID_MODEL_ID: 'Invalid model id',
  INVALID_PROJECT_ID: 'Invalid project id',
  INVALID_QUEUE_ID: 'Invalid queue id',
  INVALID_USER_ID: 'Invalid user id',
  INVALID_WORKER_ID: 'Invalid worker id',
};
