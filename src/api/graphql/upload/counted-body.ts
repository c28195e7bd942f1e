// The body of a multipart request as graphql-upload reads it: what was read for its fields, then the rest, up to a limit.
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

/** How long the rest of a body that nobody wants is read, ms; then the connection is cut behind the answer. */
export const LINGER_MS = 2_000;

/** Stands in for a request whose first bytes have been read. Ends with it, and closes early when it is cut off or too large. */
export class CountedBody extends PassThrough {
  readonly headers: IncomingMessage['headers'];
  readonly #req: IncomingMessage;
  readonly #stop: () => void;

  constructor(req: IncomingMessage, { read, maxBody, onTooLarge }: { read: readonly Buffer[]; maxBody: number; onTooLarge: () => void }) {
    super();
    this.#req = req;
    this.headers = req.headers;
    this.on('error', () => {}); // told by its closing
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBody) {
        onTooLarge();
        this.destroy();
      } else if (!this.write(chunk)) req.pause();
    };
    const end = (): void => void this.end();
    const cut = (): void => { if (!req.complete) this.destroy(); };
    this.#stop = () => req.off('data', take).off('end', end).off('close', cut);
    this.once('close', this.#stop);
    this.on('drain', () => req.resume());
    read.forEach(take);
    if (req.readableEnded) end();
    else req.on('data', take).once('end', end).once('close', cut).resume();
  }

  async finish(): Promise<void> {
    this.#stop();
    if (!this.readableEnded) this.destroy();
    if (this.#req.complete || this.#req.destroyed) return void this.#req.resume();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS);
      const over = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#req.once('end', over).once('close', over).resume();
    });
  }
}
