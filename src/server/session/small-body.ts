// Bodies of the few requests by which one signs in: small, of the type that is asked for, in UTF-8.
import type { IncomingMessage } from 'node:http';

/** Largest body, in bytes: a name, a password and what is around them. */
export const MAX_SMALL_BODY = 16_384;

/** Thrown for a body that cannot be taken, with the status of the answer. */
export class BodyRefusal extends Error {
  override readonly name = 'BodyRefusal';
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** The text of the body; '' when there is none. Throws `BodyRefusal` for another type, too many bytes, or what is no UTF-8. */
export async function smallBody(req: IncomingMessage, type: string): Promise<string> {
  const isEmpty = req.headers['transfer-encoding'] === undefined && Number(req.headers['content-length'] ?? 0) === 0;
  if (isEmpty) return '';
  // A form of another site can send neither this type nor none without asking first, where the type is JSON.
  const given = (req.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (given !== type) throw new BodyRefusal(415, `send the body as Content-Type: ${type}`);
  const bytes = await collect(req);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BodyRefusal(400, 'the body is not UTF-8');
  }
}

async function collect(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  // Giving up must not destroy the request: its socket has the refusal still to carry.
  for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_SMALL_BODY) throw new BodyRefusal(413, `the body has more than ${MAX_SMALL_BODY} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
