// Sending a result: texts at once, files as fast as their reader takes them, so that a large picture is never in memory as a whole.
import { pipeline } from 'node:stream/promises';
import type { OpenBlob } from '../../../../domain/ports.ts';
import type { Engine } from '../../../../engine/engine.ts';
import { fileKeeping } from '../../../../engine/file/file-keeping.ts';
import { ANSWER_HEADERS, type AnswerTo, answerText } from '../transport/ikomia-answer.ts';
import { base64Of } from './base64-stream.ts';
import { lengthOfPieces, type ResultPiece } from './result-pieces.ts';

/** A client that takes nothing for so long is cut off, ms: it would hold a file open. */
export const RESULT_STALL_MS = 120_000;

type FilePiece = Exclude<ResultPiece, string>;

/** Answers 200 with the pieces; ends when everything has left or the client has gone. Rejects when a file is not there, with the connection cut if something has left already. */
export async function sendPieces(engine: Engine, to: AnswerTo, { pieces, headers = {} }: { readonly pieces: readonly ResultPiece[]; readonly headers?: Readonly<Record<string, string>> }): Promise<void> {
  const { req, res } = to;
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === 'string') return answerText(to, 200, { text: only, headers });
  const first = pieces.find((piece) => typeof piece !== 'string')!;
  // Before the head: that a result is lost is still told in words.
  await using blob = await opened(engine, first);
  if (res.destroyed || res.headersSent) return;
  res.writeHead(200, { ...ANSWER_HEADERS, 'content-length': lengthOfPieces(pieces), ...headers });
  if (req.method === 'HEAD') return void res.end();
  res.setTimeout(RESULT_STALL_MS, () => res.destroy());
  try {
    await pipeline(textsOf(engine, pieces, { first, blob }), res);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function* textsOf(engine: Engine, pieces: readonly ResultPiece[], { first, blob }: { readonly first: FilePiece; readonly blob: OpenBlob }): AsyncGenerator<string | Uint8Array> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield piece;
    else if (piece === first) yield* contentOf(piece, blob);
    else {
      await using next = await opened(engine, piece);
      yield* contentOf(piece, next);
    }
  }
}

async function* contentOf({ as, size }: FilePiece, blob: OpenBlob): AsyncGenerator<string | Uint8Array> {
  if (size === 0) return;
  const bytes = blob.bytes(0, size - 1);
  yield* as === 'TEXT' ? bytes : base64Of(bytes);
}

async function opened(engine: Engine, { sha256, size }: FilePiece): Promise<OpenBlob> {
  const blob = await fileKeeping(engine).blobs.open(sha256);
  if (blob !== null && blob.size === size) return blob;
  await blob?.[Symbol.asyncDispose]();
  throw new Error(`the bytes ${sha256} of a result are not in the store`);
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_UNABLE_TO_PIPE';
}
