// Reading what people say of queues: names, kinds, limits, lists of items.
import { DomainError } from '../errors.ts';
import { integerAt, invalid, listAt, optional, textAt, wordAt, type InputPath } from '../input/check.ts';
import { MAX_NAME, nameAt } from '../input/spec-input.ts';
import { SPEC_KINDS, type SpecKind } from '../task/spec.ts';
import { itemIdAt } from './place.ts';

/** Highest limit of tasks that a queue runs at the same time; each of them is a row. */
export const MAX_RUNNING = 10_000;
/** Most items that one command moves. */
export const MAX_MOVED = 1_000;
/** Most barriers of a queue. */
export const MAX_BARRIERS = 1_000;

// Clients of other systems name their queues as they like: only what cannot be seen in a list, or told from it, is kept out.
const QUEUE_NAME = /^(?!\s)[^\p{Cc}]*(?<!\s)$/u;

/** The name of a queue. */
export function queueNameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: MAX_NAME, pattern: QUEUE_NAME, form: 'free of control characters, and of spaces at its ends' });
}

/** A name shown to people, or null when there is none. */
export function displayNameAt(value: unknown, path: InputPath): string | null {
  return optional(value, (name) => nameAt(name, path), null);
}

/** The kinds of work that a queue accepts, each once. */
export function acceptsAt(value: unknown, path: InputPath): readonly SpecKind[] {
  const accepts = [...new Set(listAt(value, path, { max: SPEC_KINDS.length, entry: (kind, place) => wordAt(kind, place, SPEC_KINDS) }))];
  return accepts.length === 0 ? invalid(path, 'name at least one kind of task') : accepts;
}

/** The limit of tasks that run at the same time, or null when there is none. */
export function maxRunningAt(value: unknown, path: InputPath): number | null {
  return optional(value, (limit) => integerAt(limit, path, { min: 1, max: MAX_RUNNING }), null);
}

/** Ids of items, each once. */
export function itemIdsAt(value: unknown, path: InputPath): readonly string[] {
  const ids = listAt(value, path, { max: MAX_MOVED, entry: itemIdAt });
  if (ids.length === 0) invalid(path, 'name at least one item');
  const twice = ids.findIndex((id, i) => ids.indexOf(id) < i);
  return twice < 0 ? ids : invalid([...path, String(twice)], 'names an item for the second time');
}

/** Throws LIMIT_EXCEEDED when a queue that has `barriers` already can have no more. */
export function requireBarrierRoom(barriers: number): void {
  if (barriers >= MAX_BARRIERS) throw new DomainError('LIMIT_EXCEEDED', `the queue has ${MAX_BARRIERS} barriers, as many as it may: remove one first`, { path: ['queueId'] });
}
