// The files of a multipart request, one after the other, as slowly as they are taken.
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import { DomainError } from '../../domain/errors.ts';

/** Most files of one request. */
export const MAX_PARTS = 1_000;

/** A file on its way in; read its bytes to their end, or nothing behind it comes. */
export interface IncomingPart {
  /** The name of the field, which is the path to store it under. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Readable;
}

/**
 * The files as they come. Throws INVALID for a body that is none, or is cut off, and LIMIT_EXCEEDED for too many files. A part without a file
 * name is refused: parsers take it for text, and would not give its bytes as they are.
 */
export async function* multipartFiles(req: IncomingMessage): AsyncGenerator<IncomingPart> {
  const parser = openParser(req);
  const parts = new PassThrough({ objectMode: true });
  // Whoever fails first is heard; what follows from it is not.
  const fail = (error: Error): void => void parts.destroy(error);
  parser.on('file', (path: string | undefined, bytes, { mimeType }) => {
    bytes.on('error', () => undefined); // told by the parser too
    if (path === undefined || path === '') fail(invalid('a part has no name: the name of a field is the path to store its file under'));
    else parts.write({ path, contentType: mimeType, bytes });
  });
  parser.on('field', (name) => fail(invalid(`the part ${JSON.stringify(String(name).slice(0, 80))} has no file name: send it as a file, with curl as -F 'path=@file'`)));
  parser.on('filesLimit', () => fail(new DomainError('LIMIT_EXCEEDED', `at most ${MAX_PARTS} files in one request: send the others in further ones`)));
  parser.on('error', (error) => fail(invalid('the multipart body is broken or was cut off: send it again', error)));
  parser.on('close', () => parts.end());
  const cut = (): void => {
    if (!req.complete) parser.destroy(invalid('the request broke off before its end'));
  };
  req.once('close', cut);
  req.once('error', cut);
  req.pipe(parser);
  try {
    yield* parts as AsyncIterable<IncomingPart>;
  } finally {
    req.unpipe(parser);
    req.off('close', cut);
    parser.destroy();
  }
}

function openParser(req: IncomingMessage): busboy.Busboy {
  try {
    // Names of paths are UTF-8 whatever the header says of itself.
    return busboy({ headers: req.headers, defParamCharset: 'utf8', limits: { files: MAX_PARTS, fields: 1, fieldSize: 0 } });
  } catch (error) {
    throw invalid('files come as multipart/form-data, with the path of each as the name of its field: let your HTTP library build the request', error);
  }
}

function invalid(message: string, cause?: unknown): DomainError {
  return new DomainError('INVALID', message, { cause });
}
