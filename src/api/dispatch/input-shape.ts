// Shapes that the calls have in common: words, numbers, ids and texts within the bounds of the database.
import { z } from 'zod';
import { storedText } from '../../domain/input/stored-json.ts';
import { isUuid } from '../../domain/uuid.ts';

/** Largest integer of the database. */
export const MAX_INT32 = 2_147_483_647;

/** A list of words as zod takes it. */
export const oneOf = <T extends string>(values: readonly T[]) => z.enum(values as readonly [T, ...T[]]);
/** A whole number. */
export const whole = (from: number, to: number) => z.int().min(from).max(to);
/** A counter, as wide as the database's. */
export const counter = whole(0, MAX_INT32);
/** An id. */
export const uuid = z.string().refine(isUuid, 'must be a UUID in lower case');
/** An attempt with its fence. */
export const ref = { attemptId: uuid, epoch: whole(1, MAX_INT32) };
/** A text of at most so many characters, with what cannot be stored replaced. */
export const cleanText = (max: number) => z.string().max(max).transform(storedText);
/** The number of an item within its session. */
export const numberOfItem = whole(1, Number.MAX_SAFE_INTEGER);
