// What a path of the storage of deployments names.
import { DomainError } from '../../domain/errors.ts';

/** Where lists, uploads and deletions are; the path of an object follows. */
export const OBJECTS_PATH = '/v1/objects';
/** Where an object is read, and where an address is made that needs nothing else; its id follows. */
export const DOWNLOADS_PATH = '/v1/presigned-urls/download';
const FIGURES_PATH = '/v1/infos';
/** Longest path of a request that is looked at: a path of an object takes up to nine characters for each of its own. */
const MAX_REQUEST_PATH = 8_192;

/** Objects at a path (empty = none was given), the bytes of one, or the figures of all. */
export type StorageTarget = { readonly kind: 'OBJECTS'; readonly path: string } | { readonly kind: 'DOWNLOAD'; readonly uid: string } | { readonly kind: 'FIGURES' };

/** What it names. Throws NOT_FOUND for what names nothing, whatever is stored. */
export function storageTarget(path: string): StorageTarget {
  if (path.length > MAX_REQUEST_PATH) throw new DomainError('NOT_FOUND', 'no object has so long a path');
  if (path === OBJECTS_PATH || path.startsWith(`${OBJECTS_PATH}/`)) return { kind: 'OBJECTS', path: decoded(path.slice(OBJECTS_PATH.length)) };
  if (path.replace(/\/$/, '') === FIGURES_PATH) return { kind: 'FIGURES' };
  const uid = path.startsWith(`${DOWNLOADS_PATH}/`) ? path.slice(DOWNLOADS_PATH.length + 1).replace(/\/$/, '') : '';
  if (uid === '' || uid.includes('/')) throw new DomainError('NOT_FOUND', `nothing is here: objects are at ${OBJECTS_PATH}/, their bytes at the download_url of each`);
  return { kind: 'DOWNLOAD', uid: decoded(uid) };
}

// Decoded once, part by part: what is a slash only after that was not one for whoever stood between.
function decoded(path: string): string {
  const parts = path.replace(/^\/+|\/+$/g, '').split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch (cause) {
      throw new DomainError('NOT_FOUND', 'the path is not written in UTF-8 and percent signs', { cause });
    }
  });
  if (parts.some((part) => part.includes('/'))) throw new DomainError('NOT_FOUND', 'the path has a slash within one of its parts');
  return parts.join('/');
}
