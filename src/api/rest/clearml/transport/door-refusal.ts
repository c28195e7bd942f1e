// Refusals of the server's door on paths of calls, in the envelope: clients ask for ever when they get JSON without one.
import type { NewId } from '../../../../domain/uuid.ts';
import { askedCall } from './asked-call.ts';
import { envelopeOf } from './envelope.ts';

/** The body of a refusal: the code is the status, as always here. */
export function doorRefusal(path: string, { status, body }: { readonly status: number; readonly body: { readonly code: string; readonly message: string } }, of: { readonly apiVersion: string; readonly newId: NewId }): object {
  const asked = askedCall({ url: path, headers: {} }, { engine: of, settings: of });
  return envelopeOf({ ...asked, code: status, subcode: 0, message: `${body.code}: ${body.message}`, errorData: {}, data: {} });
}
