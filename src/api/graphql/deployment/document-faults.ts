// Everything that is wrong with a workflow document, told at once: who deploys it should not have to come back for each fault.
import { documentFaults } from '../../../domain/graph/document-input.ts';
import { algorithmBook } from '../../../engine/read/deployment.read.ts';
import type { ApiContext } from '../context.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';

/** Most faults that are told of one document. */
export const MAX_FAULTS = 100;

/** The payload with all faults of the document, when it was refused for one of them; the engine tells the first. */
export async function withEveryFault(ctx: ApiContext, payload: PayloadRecord, { document, member }: { readonly document: unknown; readonly member: 'document' | 'file' }): Promise<PayloadRecord> {
  const [first] = payload.userErrors;
  if (document === undefined || first?.code !== 'INVALID' || first.path?.[1] !== 'document') return payload;
  const faults = documentFaults(document, await algorithmBook(ctx.engine.db)).slice(0, MAX_FAULTS);
  const userErrors = faults.map(({ path, message }) => ({ code: 'INVALID' as const, message, path: ['input', member, ...path] }));
  return userErrors.length === 0 ? payload : { ...payload, userErrors };
}
