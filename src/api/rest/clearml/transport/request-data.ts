// The three sources of what a call takes: JSON body, query, form; the later one wins.
import type { IncomingMessage } from 'node:http';
import { ClearmlError } from '../clearml-error.ts';

/** Reads the raw body, also of a GET; throws when it is larger than `max` bytes. */
export async function readBody(req: IncomingMessage, max: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > max) throw new ClearmlError('BAD_REQUEST', `the body is larger than ${max} bytes: send it in several requests`);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

/** The JSON object of a body; an empty body and null are an empty object. */
export function jsonBody(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = parsed(body.toString('utf8'));
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ClearmlError('BAD_REQUEST', 'the body must be a JSON object');
  return value as Record<string, unknown>;
}

/** The objects of a body of lines. */
export function jsonLines(body: Buffer): Record<string, unknown>[] {
  return body.toString('utf8').split('\n').filter((line) => line.trim() !== '').map((line) => {
    const value = parsed(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ClearmlError('BAD_REQUEST', 'each line of the body must be a JSON object');
    return value as Record<string, unknown>;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClearmlError('BAD_REQUEST', `the body is no valid JSON: ${(error as Error).message}`, { cause: error });
  }
}
