// What is known of a request when its answer has left: for the log and for the figures.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallNotes } from '../../domain/call-notes.ts';

/** A request that is over. */
export interface RequestReport {
  readonly method: string;
  /** Without the query, which may hold what callers ask for. */
  readonly path: string;
  /** The room behind the path, as the door's plan names it; `none` when there is none. */
  readonly room: string;
  readonly status: number;
  /** From the first line of the request to the end of the answer, ms. */
  readonly ms: number;
  /** Bytes of the answer with its head; together with those of other answers when a client sends requests before it has answers. */
  readonly bytes: number;
  readonly address: string | null;
  /** Whether the client left before it had the answer. */
  readonly cut: boolean;
  readonly notes: CallNotes;
}

/** Takes reports. */
export type OnRequest = (report: RequestReport) => void;

/** The room of paths that nothing stands at. */
export const NO_ROOM = 'none';
/** Status of a request whose client left before there was any. */
export const CLIENT_LEFT = 499;

/** Reports once when the answer has left or the connection has gone. */
export function reportAtEnd({ req, res }: { req: IncomingMessage; res: ServerResponse }, facts: Pick<RequestReport, 'path' | 'room' | 'notes'>, onRequest: OnRequest): void {
  const began = performance.now();
  const { socket } = req;
  const before = socket.bytesWritten;
  const address = socket.remoteAddress ?? null;
  res.once('close', () => {
    const cut = !res.writableFinished;
    const status = cut && !res.headersSent ? CLIENT_LEFT : res.statusCode;
    onRequest({ ...facts, method: req.method ?? '', status, ms: performance.now() - began, bytes: socket.bytesWritten - before, address, cut });
  });
}
