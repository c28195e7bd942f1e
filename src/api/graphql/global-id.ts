// Global ids: what clients hold instead of our UUIDs; they name the type, so that an id of another noun is told apart.
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/uuid.ts';

/** Types that can be fetched by a global id. */
export const NODE_TYPES = ['Project', 'Workflow', 'Run', 'Task', 'Queue', 'QueueItem', 'Attempt', 'Phase', 'Step', 'Runner', 'Deck', 'File', 'Model', 'Deployment'] as const;
/** A type that can be fetched by a global id. */
export type NodeType = (typeof NODE_TYPES)[number];

/** Longest text that is looked at at all; real ids have at most 64 characters. */
const MAX_ID_LENGTH = 100;

/** base64url of `Type:uuid`. */
export function toGlobalId(type: NodeType, id: string): string {
  // A third of the time of a Buffer. The two digits in which base64url differs stand for characters that neither names nor UUIDs have.
  const text = btoa(`${type}:${id}`);
  const padding = text.indexOf('=', text.length - 2);
  return padding < 0 ? text : text.slice(0, padding);
}

/** Reads a global id; null when it was not made by `toGlobalId`. */
export function parseGlobalId(text: string): { readonly type: NodeType; readonly id: string } | null {
  if (text.length > MAX_ID_LENGTH || !/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const [name, id, ...rest] = Buffer.from(text, 'base64url').toString('latin1').split(':');
  const type = NODE_TYPES.find((known) => known === name);
  return type !== undefined && id !== undefined && isUuid(id) && rest.length === 0 ? { type, id } : null;
}

/** The UUID in a global id of this type. Throws INVALID, with `path` as the place, when it is no id or one of another type. */
export function fromGlobalId(text: string, type: NodeType, path: readonly string[] = ['id']): string {
  const found = parseGlobalId(text);
  if (found === null) throw new DomainError('INVALID', `${path.join('.')} is not an id of this server: use the id field of a ${type}`, { path });
  if (found.type !== type) throw new DomainError('INVALID', `${path.join('.')} is the id of a ${found.type}: use the id of a ${type}`, { path });
  return found.id;
}

/** The UUID of an optional global id; absent and null are undefined. */
export function optionalId(text: string | null | undefined, type: NodeType, path: readonly string[]): string | undefined {
  return text === null || text === undefined ? undefined : fromGlobalId(text, type, path);
}
