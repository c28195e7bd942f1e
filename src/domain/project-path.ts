// Paths of projects: names separated by slashes, beginning with one.
import { invalid, textAt, type InputPath } from './input/check.ts';
import { MAX_NAME } from './input/spec-input.ts';

const PATH = /^\/(?:[^/\p{Cc}]+\/)*[^/\p{Cc}]+$/u;

/** Most levels of a path. */
export const MAX_DEPTH = 10;

/** A path from outside; throws INVALID. */
export function projectPathAt(value: unknown, path: InputPath): string {
  const text = textAt(value, path, { min: 2, max: MAX_NAME, pattern: PATH, form: 'names separated by single slashes, beginning with one' });
  return depthOf(text) > MAX_DEPTH ? invalid(path, `must have at most ${MAX_DEPTH} levels, has ${depthOf(text)}`) : text;
}

/** The paths above a path, from the top, without the root's. */
export function ancestorsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

/** How many levels a path has; the root has none. */
export function depthOf(path: string): number {
  return path === '/' ? 0 : path.split('/').length - 1;
}
