// Shapes of what calls take: null counts as absent, unknown keys at any depth are dropped.
import { z } from 'zod';

/** A member that may be absent; null is absent. */
export function opt<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | undefined> {
  return z.preprocess((value) => value ?? undefined, schema.optional()) as never;
}

/** A member with a value of its own when it is absent. */
export function orElse<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): z.ZodType<z.output<Schema>> {
  return z.preprocess((given) => given ?? value, schema) as never;
}

/** Longest text of any member, in characters: plots and diffs are among them. The body has a limit of its own. */
export const MAX_TEXT = 50_000_000;

/** A text. NUL, which PostgreSQL cannot keep, and halves of surrogate pairs, which are no text, are taken out: clients report whatever their programs print. */
export const text = z.string().max(MAX_TEXT).transform((given) => (given.includes('\0') ? given.replaceAll('\0', '') : given).toWellFormed());
/** An id, of any form: whether there is something with it the call finds out. */
export const id = z.string().max(1_000).transform((given) => given.toWellFormed().replaceAll('\0', ''));
/** Yes or no. */
export const flag = z.boolean();
/** A whole number that JavaScript and PostgreSQL both have. */
export const whole = z.number().int();
/** Texts; a single one may stand for a list of it. */
export const texts = z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(text));
/** Ids; a single one may stand for a list of it. */
export const ids = z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(id));
/** Any JSON object, as it is: no member is looked at, for there may be hundreds of thousands, and a record of zod would drop one with the name `__proto__`. */
export const object = z.custom<Record<string, unknown>>((given) => typeof given === 'object' && given !== null && !Array.isArray(given), 'must be a JSON object');

/** What every call that changes the status of a task takes. */
export const statusRequest = { task: id, status_reason: orElse(text, ''), status_message: orElse(text, ''), force: orElse(flag, false) };
