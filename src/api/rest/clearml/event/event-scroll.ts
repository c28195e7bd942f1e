// Ids by which long answers are gone on with: they hold the place, the server keeps nothing, and so they never expire.
import { z } from 'zod';
import { ClearmlError } from '../clearml-error.ts';

/** Longest id that is looked at. */
const MAX_SCROLL_ID = 10_000;

/** The id of a place. */
export function scrollId(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place of an id; throws INVALID_SCROLL_ID for one that such a call has not given. */
export function scrollPlace<Schema extends z.ZodType>(id: string, schema: Schema): z.output<Schema> {
  const read = id.length > MAX_SCROLL_ID ? undefined : schema.safeParse(parsed(Buffer.from(id, 'base64url').toString('utf8')));
  if (read?.success !== true) throw new ClearmlError('INVALID_SCROLL_ID', 'Invalid scroll id: pass one as it was received from the same call, or none to begin again');
  return read.data;
}

/** A place among entries in the order of iterations. */
export const entryPlace = z.object({ iter: z.number().int(), seriesId: z.number().int(), key: z.string() });

// What is no JSON fits no schema.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON, and so no place that we gave out
  }
}
