// Calls as bytes: any method with a body, any header, the answer as it came.
import { gunzipSync } from 'node:zlib';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { Shown } from './clearml-ground.ts';

/** An answer as it came; `meta` and `data` are undefined when there was no envelope. */
export interface RawCallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly meta: Shown;
  readonly data: Shown;
  /** `code/subcode`. */
  readonly codes: string;
}

/** Sends one request; a body always comes with its length, also of a GET. */
export function rawCall(url: string, call: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer } = {}): Promise<RawCallAnswer> {
  const body = Buffer.from(call.body ?? '');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: call.method ?? 'GET', headers: { ...(body.length > 0 ? { 'content-length': String(body.length) } : {}), ...call.headers }, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => {
        const bytes = Buffer.concat(parts);
        const text = (answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
        const { meta, data } = answer.headers['content-type']?.startsWith('application/json') === true && text !== '' ? (JSON.parse(text) as { meta: Shown; data: Shown }) : {};
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, meta, data, codes: `${meta?.result_code}/${meta?.result_subcode}` });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** `Authorization: Basic …` of the text of an access key. */
export function asBasic(key: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(key.replace('.', ':')).toString('base64')}` };
}
