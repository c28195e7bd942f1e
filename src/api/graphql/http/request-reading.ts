// What a request brings: JSON, an operation with files, or nothing that is to be read.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, countedBy } from '../../../domain/call.ts';
import { CLIENT_GONE, takeUploads, type UploadSettings } from '../upload/upload-intake.ts';
import { type BodyReading, contentTypeOf, isProven, readBody } from './request-body.ts';

/** A body as read; of one with files, how it went on and how to be done with it. */
export type RequestReading =
  | { readonly ok: true; readonly body: unknown; readonly fault?: () => number | null; readonly finish?: () => Promise<void> }
  | (Omit<Extract<BodyReading, { ok: false }>, 'status'> & { readonly status: 400 | 413 | 415 | 429 });

/** Reads what belongs to the request. Files are taken where there is a place for them and the sender has proven that it is no web page. */
export async function readRequest({ req, res, caller }: { req: IncomingMessage; res: ServerResponse; caller: Caller }, uploads: UploadSettings | undefined): Promise<RequestReading> {
  if (req.method !== 'POST') return readNothing(req);
  if (uploads === undefined || contentTypeOf(req.headers['content-type'])?.essence !== 'multipart/form-data' || !isProven(req)) return await readBody(req);
  // Gone while it was looked at who asks: it would never close again, and keep its place for ever.
  if (res.destroyed) return { ...CLIENT_GONE, code: 'BAD_REQUEST' };
  const giveBack = uploads.places.take(countedBy(caller) ?? '');
  if (giveBack === null) return { ok: false, status: 429, code: 'LIMIT_EXCEEDED', message: `this key already sends files in ${uploads.places.limit} requests; wait for one of them` };
  res.once('close', giveBack);
  const taken = await takeUploads({ req, res }, uploads);
  if (taken.ok) return taken;
  return { ...taken, code: taken.status === 413 ? 'LIMIT_EXCEEDED' : 'BAD_REQUEST' };
}

/** Types that a GET may name although it has no body; some libraries always send one. */
function readNothing(req: IncomingMessage): RequestReading {
  const essence = contentTypeOf(req.headers['content-type'])?.essence ?? 'application/json';
  if (essence === 'application/json' || !isProven(req)) return { ok: true, body: undefined };
  return { ok: false, status: 415, code: 'BAD_REQUEST', message: `a GET has no body of the type ${essence.slice(0, 80)}: leave the content type out` };
}
