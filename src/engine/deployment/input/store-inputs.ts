// What goes into a graph, brought to where its runner finds it: small values stay with the run, large ones become files before there is a transaction.
import type { Actor } from '../../../domain/access.ts';
import type { GivenInput } from '../../../domain/graph/call/given-inputs.ts';
import { GraphCallFault } from '../../../domain/graph/call/graph-call-fault.ts';
import { MAX_INLINE_BYTES, MAX_INLINE_TOTAL, type GraphValue } from '../../../domain/graph/graph-value.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { graphFile } from '../../read/graph-file.read.ts';
import { base64Bytes } from './base64-bytes.ts';
import { keepInputs, type InputOwner, type LargeInput } from './input-files.ts';

/** The values of a run, and the files that were made for them. */
export interface StoredInputs {
  readonly values: readonly GraphValue[];
  readonly made: readonly string[];
}

/**
 * Brings inputs into place. Throws GraphCallFault for base64 that is none and for files that are not there for the caller, LIMIT_EXCEEDED for
 * what is too large. What it has made is removed by `removeInputs` when no run comes of it, and goes by itself when this process ends before.
 */
export async function storeInputs(engine: Engine, context: CommandContext, of: { readonly owner: InputOwner; readonly given: readonly GivenInput[] }): Promise<StoredInputs> {
  const values: (GraphValue | null)[] = [];
  const large: LargeInput[] = [];
  let total = 0;
  for (const [i, given] of of.given.entries()) {
    if ('storage' in given) {
      values.push(await referenced(engine, context.actor, { given, i }));
      continue;
    }
    const bytes = bytesOf(given, i);
    const inline = given.type === 'image' ? bytes.toString('base64') : String(bytes);
    const fits = bytes.length <= MAX_INLINE_BYTES && inline.length <= MAX_INLINE_BYTES && total + inline.length <= MAX_INLINE_TOTAL;
    if (fits) total += inline.length;
    else large.push({ place: i, type: given.type, bytes });
    values.push(fits ? { type: given.type, body: { inline } } : null);
  }
  const files = large.length === 0 ? [] : await keepInputs(engine, context, { owner: of.owner, inputs: large });
  for (const { place, value } of files) values[place] = value;
  return { values: values.map((value) => value!), made: files.map(({ id }) => id) };
}

function bytesOf(given: Exclude<GivenInput, { readonly storage: unknown }>, i: number): Buffer {
  if (!('base64' in given)) return Buffer.from(JSON.stringify(given.json));
  const bytes = base64Bytes(given.base64);
  if (bytes === null) throw new GraphCallFault(['inputs', String(i), given.type], 'is not base64 of the standard alphabet with its padding: encode the bytes of the image, and send no data: prefix', 'value_error');
  return bytes;
}

async function referenced(engine: Engine, actor: Actor, { given: { type, storage }, i }: { readonly given: Extract<GivenInput, { readonly storage: unknown }>; readonly i: number }): Promise<GraphValue> {
  try {
    const { id, sha256, size } = await graphFile(engine, actor, storage.uid);
    return { type, body: { file: id, sha256, size } };
  } catch (error) {
    if ((error as { code?: string }).code !== 'NOT_FOUND') throw error;
    throw new GraphCallFault(['inputs', String(i), 'storage_object', 'url'], `the storage has no object ${storage.uid}: it was deleted, its time is over, or it is another's; upload it again`, 'not_found');
  }
}
