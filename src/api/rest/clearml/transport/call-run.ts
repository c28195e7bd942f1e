// From a body to the data of the answer: read, parsed, checked, carried out.
import type { IncomingMessage } from 'node:http';
import type { ClearmlCall, ClearmlData } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { ClearmlError } from '../clearml-error.ts';
import type { HeldBodies } from './held-bodies.ts';
import { readBody } from './call-body.ts';
import { batchData, objectData } from './request-data.ts';

/** Largest body of a call that is open to anybody, bytes. */
export const MAX_OPEN_BYTES = 65_536;

/** Carries out a call whose caller may make it. Throws BAD_REQUEST for the body, MISSING_FIELDS and VALIDATION for what is in it, and what the call itself throws. */
export async function answerOf(context: ClearmlContext, call: ClearmlCall, { req, held }: { readonly req: IncomingMessage; readonly held: HeldBodies }): Promise<ClearmlData> {
  using body = await readBody(req, { max: call.role === 'OPEN' ? MAX_OPEN_BYTES : context.settings.maxBodyBytes, held });
  const given: Readonly<Record<string, unknown>> = call.isBatch ? { input: await batchData(req, body.bytes) } : await objectData(req, body.bytes);
  const missing = call.present.filter((name) => !Object.hasOwn(given, name) || given[name] == null);
  if (missing.length > 0) throw new ClearmlError('MISSING_FIELDS', `Missing required fields: fields=${missing.join(', ')}`);
  return await call.run(context, checked(call, given) as never);
}

function checked(call: ClearmlCall, given: Readonly<Record<string, unknown>>): unknown {
  const result = call.input.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ClearmlError('VALIDATION', `Validation error: field=${issue === undefined || issue.path.length === 0 ? 'input' : issue.path.join('.').slice(0, 200)}, error=${issue?.message.slice(0, 500) ?? 'not as it should be'}`);
}
