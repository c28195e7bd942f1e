// The body of a request piece by piece, as cheaply as it comes.
import type { IncomingMessage } from 'node:http';

/**
 * Hands over each piece until the body is at its end, or `take` says false, which leaves the rest where it is. Rejects when the connection
 * breaks off before that. Giving up does not destroy the request: its socket has the answer still to carry.
 *
 * Most calls are a few hundred bytes that have come together with their head: those are taken at once, before the parser has told of their
 * end. An iterator over the stream costs six listeners and four promises, which is as much as parsing the call and looking its query up.
 */
export function takePieces(req: IncomingMessage, take: (piece: Buffer) => boolean): Promise<void> {
  if (req.readableEnded) return Promise.resolve();
  if (req.destroyed) return Promise.reject(broken());
  if (req.complete || req.readableLength === Number(req.headers['content-length'])) {
    const whole = req.read() as Buffer | null;
    if (whole !== null) take(whole);
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null): void => {
      req.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      if (error === null) resolve();
      else reject(error);
    };
    const onData = (piece: Buffer): void => {
      if (take(piece)) return;
      req.pause();
      settle(null);
    };
    const onEnd = (): void => settle(null);
    const onError = (error: Error): void => settle(error);
    const onClose = (): void => settle(broken());
    req.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}

function broken(): Error {
  return new Error('the connection closed before the body was whole');
}
