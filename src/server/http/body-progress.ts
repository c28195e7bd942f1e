// Bodies that do not arrive, and answers that nobody takes: a client that sends a byte now and then, or reads none, would hold its connection and what belongs to it for ever.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './json-answer.ts';

/** When a body has to be whole, or well on its way. */
export interface BodyTimes {
  /** First look, ms after the head of the request. */
  readonly wholeMs: number;
  /** Every further look, ms. */
  readonly progressMs: number;
  /** For the rest of a body whose answer has left, ms. */
  readonly restMs: number;
  /** For an answer that is written, of which its client takes nothing, ms. */
  readonly stallMs: number;
}

/** Small bodies have a minute; a file may take hours, as long as it keeps coming. Who hears his answer while he still sends needs a moment to stop. */
export const BODY_TIMES: BodyTimes = { wholeMs: 60_000, progressMs: 15_000, restMs: 5_000, stallMs: 120_000 };
/** Bytes that must have come since the last look for an unfinished body to be waited for. */
export const MIN_PROGRESS_BYTES = 64 * 1024;

const STOPPED = { status: 408, body: { code: 'BAD_REQUEST', message: 'the body of the request stopped coming: send it again, faster' } } as const;

/** Answers 408 (`told` may say it in other words) and cuts the connection when the body of the request stops coming; cuts it also when the body goes on long after its answer. */
export function requireProgress({ req, res }: { req: IncomingMessage; res: ServerResponse }, { wholeMs, progressMs, restMs }: BodyTimes, told: (refusal: typeof STOPPED) => object = ({ body }) => body): void {
  const { headers, socket } = req;
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  let seen = socket.bytesRead;
  const watch = (): void => {
    const look = (): void => {
      if (req.complete) return;
      if (socket.bytesRead - seen < MIN_PROGRESS_BYTES) return cut({ req, res }, told(STOPPED));
      seen = socket.bytesRead;
      timer = setTimeout(look, progressMs);
    };
    let timer = setTimeout(look, wholeMs);
    req.once('end', () => clearTimeout(timer));
    const over = (): void => {
      clearTimeout(timer);
      if (!req.complete && !socket.destroyed) cutRest(req, restMs);
    };
    if (res.closed) over();
    else res.once('close', over);
  };
  // Most bodies come in one piece with their head, and are whole once the parser has gone through it: those cost neither timer nor listener.
  setImmediate(() => { if (!req.complete) watch(); });
}

/** Cuts the connection of a client that does not take its answer, which would stay in memory as long as he likes. */
export function requireReader(res: ServerResponse, { stallMs }: BodyTimes): void {
  // Not before: rooms may take long to answer, and then nothing moves either. What the kernel has taken by then is no longer ours to keep; what
  // is handed over later is forgotten with the timer of the idle connection.
  res.once('prefinish', () => { if (res.writableLength > 0) res.setTimeout(stallMs, () => res.destroy()); });
}

// Whoever refused it has not read it: the server throws it away as it comes, which nothing else would ever end.
function cutRest(req: IncomingMessage, restMs: number): void {
  const timer = setTimeout(() => { if (!req.complete) req.socket.destroy(); }, restMs).unref();
  req.once('close', () => clearTimeout(timer));
}

function cut({ req, res }: { req: IncomingMessage; res: ServerResponse }, body: object): void {
  if (res.headersSent) return void req.destroy();
  res.once('finish', () => req.destroy());
  sendJson(res, STOPPED.status, { body, headers: { connection: 'close' } });
}
