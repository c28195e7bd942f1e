// Reading objects of other programs' making: members that nobody here knows are left alone, names are never taken for what objects inherit.
import { invalid, type InputPath } from '../input/check.ts';

/** An object from outside. */
export interface OpenObject {
  readonly [name: string]: unknown;
}

/** An object with whatever members; INVALID for lists, null and everything else. */
export function openObjectAt(value: unknown, path: InputPath): OpenObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object');
  return value as OpenObject;
}

/** A member of its own by a name that comes from outside; undefined when it has none. */
export function ownMember(given: OpenObject, name: string): unknown {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}
