// When files go by themselves.
import { integerAt, optional } from '../input/check.ts';
import { FILE_LIMITS } from './file.ts';

const DAY_SECONDS = 86_400;

/** Seconds from now for which a file is kept; null = until it is deleted. What the caller says counts for more than the setting, of which 0 is for ever. */
export function expiryOf(asked: unknown, options: { readonly path: readonly string[]; readonly retentionDays: number }): number | null {
  const usual = options.retentionDays === 0 ? null : options.retentionDays * DAY_SECONDS;
  return optional(asked, (value) => integerAt(value, options.path, { min: 1, max: FILE_LIMITS.expirySeconds }), usual);
}
