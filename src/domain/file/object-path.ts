// Paths of objects in the storage of deployments: names within a project, never places on a disk.
import { type InputPath, invalid } from '../input/check.ts';

/** Limits of a path, in characters: an index orders whole paths, and an entry of it takes at most 2,704 bytes. */
export const OBJECT_PATH_LIMITS = { path: 800, part: 255 } as const;

/** What no part has: control characters, formatting that turns text round, and what file systems take for a separator. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/u;

/** A path as it is kept, without slashes at its ends. Throws INVALID for an empty one, and for parts that are empty, dots or unsafe. */
export function objectPathAt(given: string, at: InputPath): string {
  const path = given.replace(/^\/+|\/+$/g, '');
  if (path === '') invalid(at, 'must name an object, such as videos/first.mp4');
  if (path.length > OBJECT_PATH_LIMITS.path) invalid(at, `must have at most ${OBJECT_PATH_LIMITS.path} characters, has ${path.length}`);
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') invalid(at, 'must have no part that is empty, "." or ".."');
    if (part.length > OBJECT_PATH_LIMITS.part) invalid(at, `must have parts of at most ${OBJECT_PATH_LIMITS.part} characters`);
    if (UNSAFE.test(part)) invalid(at, 'must have no control characters and no backslash');
  }
  return path;
}

/** The path in the store, which all projects share: each has a name space of its own below its id. */
export function storedObjectPath(projectId: string, path: string): string {
  return `${projectId}/${path}`;
}

/** What callers see of a stored path; null when it is none of these. */
export function shownObjectPath(projectId: string, stored: string | null): string | null {
  return stored?.startsWith(`${projectId}/`) === true ? stored.slice(projectId.length + 1) : null;
}
