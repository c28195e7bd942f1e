// What a call about a file says in its address.
import { z } from 'zod';
import { DispatchRefusal } from './dispatch-refusal.ts';
import { MAX_INT32, uuid } from './input-shape.ts';

const shape = z.object({
  session: uuid, attemptId: uuid, id: uuid.optional(),
  epoch: z.string().regex(/^[1-9]\d{0,9}$/, 'must be a whole number from 1').transform(Number).refine((epoch) => epoch <= MAX_INT32, 'is too large'),
});

/** The attempt with its fence, and the file that is named. BAD_REQUEST names the first field that is wrong. */
export function readFileQuery(url: string): { readonly session: string; readonly attemptId: string; readonly epoch: number; readonly id?: string } {
  const query = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));
  const { data, error } = shape.safeParse(query);
  if (data === undefined) throw new DispatchRefusal('BAD_REQUEST', `${error.issues[0]?.path.join('.') || 'the query'}: ${error.issues[0]?.message ?? 'is not as the protocol says'}`);
  const { id, ...rest } = data;
  return id === undefined ? rest : { ...rest, id };
}
