// Forms of the storage of deployments: small fields, and one part `file` that its clients send without a file name, taken as it comes.
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { DomainError } from '../../domain/errors.ts';

/** Limits of a form: its fields and parts, and characters of a field, of its name and of the headers of a part. */
export const FORM_LIMITS = { fields: 8, fieldSize: 8_192, fieldNameSize: 100, parts: 16, headerPairs: 16, headerSize: 8_192 } as const;

/** The part `file` on its way in. */
export interface FormFile {
  readonly contentType: string;
  /** The last field of a name, of those in front of the file. */
  before(name: string): string | null;
  /** To be read to their end, or the form does not go on; they end when the whole form is in and was right. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A form that has been read up to its file, or to its end when it has none. */
export interface ObjectForm {
  readonly file: FormFile | null;
  /** The last field of a name, of those that have come. */
  field(name: string): string | null;
}

/** The name of the part that has the bytes; whatever stands for it as a file name, it is no text. */
const FILE_PART = 'file';

/** Reads a form up to its file. Throws INVALID for a body that is none or was cut off, LIMIT_EXCEEDED for what is beyond the limits; so do the bytes of the file. */
export async function openObjectForm(req: IncomingMessage): Promise<ObjectForm> {
  const parser = openParser(req);
  const fields = new Map<string, string>();
  const begun = Promise.withResolvers<FormFile | null>();
  const ended = Promise.withResolvers<void>();
  let coming: BusboyFileStream | null = null;
  ended.promise.catch(() => undefined); // heard by whoever reads the bytes; there may be none
  const fail = (error: Error): void => {
    begun.reject(error);
    ended.reject(error);
    coming?.destroy(error);
    req.unpipe(parser);
  };
  parser.on('field', (name, value, nameCut, valueCut) => {
    if (nameCut || valueCut) return fail(tooMuch(`a field has more than ${FORM_LIMITS.fieldSize} bytes`));
    fields.set(name, value);
  });
  parser.on('file', (_name, bytes, _fileName, _encoding, contentType) => {
    coming = bytes;
    bytes.on('error', (error: Error) => fail(broken(error)));
    const earlier = new Map(fields);
    begun.resolve({ contentType, before: (name) => earlier.get(name) ?? null, bytes: piecesOf(bytes, ended.promise) });
  });
  parser.on('filesLimit', () => fail(tooMuch('more than one part has a file: send one object at a time')));
  parser.on('fieldsLimit', () => fail(tooMuch(`the form has more than ${FORM_LIMITS.fields} fields`)));
  parser.on('partsLimit', () => fail(tooMuch(`the form has more than ${FORM_LIMITS.parts} parts`)));
  parser.on('error', (error) => fail(broken(error)));
  parser.on('finish', () => {
    begun.resolve(null);
    ended.resolve();
  });
  req.once('close', () => {
    if (!req.complete) fail(broken());
  });
  req.pipe(parser);
  return { file: await begun.promise, field: (name) => fields.get(name) ?? null };
}

// A stream that is destroyed when its reader stops would leave the parser waiting for it.
async function* piecesOf(bytes: BusboyFileStream, ended: Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw error instanceof DomainError ? error : broken(error);
  }
  await ended;
}

function openParser(req: IncomingMessage): BusboyInstance {
  try {
    const { 'content-type': type = '', ...headers } = req.headers;
    return new Busboy({ headers: { ...headers, 'content-type': type }, isPartAFile: (name, _type, fileName) => name === FILE_PART || fileName !== undefined, limits: { ...FORM_LIMITS, files: 1 } });
  } catch (error) {
    throw new DomainError('INVALID', 'body: send a form (multipart/form-data with its boundary) that has a part named file', { cause: error, path: ['body'] });
  }
}

function broken(cause?: unknown): DomainError {
  return new DomainError('INVALID', 'body: the form is broken or was cut off: send it again', { cause, path: ['body'] });
}

function tooMuch(message: string): DomainError {
  return new DomainError('LIMIT_EXCEEDED', message, { path: ['body'] });
}
