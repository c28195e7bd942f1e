// Reading the body of a call: JSON of a bounded size that arrives within a bounded time.
import type { IncomingMessage } from 'node:http';
import { DispatchRefusal } from './dispatch-refusal.ts';

/** Largest body, in bytes: eight times the largest report of our own runner. */
export const MAX_DISPATCH_BODY = 4 * 1024 * 1024;

/** The JSON value of the body. Refuses with TOO_LARGE, or BAD_REQUEST for what is not JSON. */
export async function readJsonBody(req: IncomingMessage): Promise<unknown> {
  if (!/^application\/json *(;|$)/i.test(req.headers['content-type'] ?? '')) throw new DispatchRefusal('BAD_REQUEST', 'send the body as Content-Type: application/json');
  if (Number(req.headers['content-length'] ?? 0) > MAX_DISPATCH_BODY) throw tooLarge();
  const bytes = await collect(req);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DispatchRefusal('BAD_REQUEST', 'the body is not JSON in UTF-8', { cause });
  }
}

async function collect(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    // Giving up must not destroy the request: its socket has the refusal still to carry.
    for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MAX_DISPATCH_BODY) throw tooLarge();
      parts.push(part);
    }
  } catch (cause) {
    throw cause instanceof DispatchRefusal ? cause : new DispatchRefusal('BAD_REQUEST', 'the connection ended before the body did', { cause });
  }
  return Buffer.concat(parts);
}

function tooLarge(): DispatchRefusal {
  return new DispatchRefusal('TOO_LARGE', `a body may have ${MAX_DISPATCH_BODY} bytes at most; send less in one call`);
}
