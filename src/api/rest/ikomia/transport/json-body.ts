// A body as JSON, whatever its sender calls it.
import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { fault, IkomiaError } from '../ikomia-error.ts';
import { jsonExcess } from './json-text-size.ts';
import { LARGE_BYTES } from './large-turns.ts';

/** Charsets that are UTF-8, or a part of it. */
const UTF8 = /^(?:utf-?8|us-ascii|ascii)$/i;

/** Throws 415 for what comes packed or in another charset, before it is read; the type itself may be any. */
export function requirePlain({ headers }: IncomingMessage): void {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') throw new IkomiaError(415, 'send the body as it is, without a Content-Encoding: pictures are packed already');
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !UTF8.test(charset)) throw new IkomiaError(415, 'send the body in UTF-8: that is what JSON is written in');
}

/** The object that a body is. Each of the steps takes up to a tenth of a second for a hundred megabytes: other calls get a turn between them. Throws 422. */
export async function jsonObjectOf(bytes: Buffer): Promise<Readonly<Record<string, unknown>>> {
  const pause = bytes.length > LARGE_BYTES ? turn : () => Promise.resolve();
  const text = textOf(bytes);
  await pause();
  const excess = jsonExcess(text);
  if (excess !== null) throw fault(['body'], `the body ${excess}: no run needs that many`, 'json_invalid');
  const value = parsed(text);
  await pause();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(['body'], 'must be a JSON object with the member inputs', 'model_type');
  return value as Readonly<Record<string, unknown>>;
}

// A body of base64 is ASCII, and becomes text in half the time that UTF-8 takes.
function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw wrongJson('it is not written in UTF-8', cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw wrongJson((cause as Error).message, cause);
  }
}

/** Longest part of a parser's message that is repeated. */
const MAX_REASON = 200;

function wrongJson(reason: string, cause: unknown): IkomiaError {
  const msg = `the body is no valid JSON: ${reason.slice(0, MAX_REASON).toWellFormed()}`;
  return new IkomiaError(422, [{ loc: ['body'], msg, type: 'json_invalid' }], { cause });
}
