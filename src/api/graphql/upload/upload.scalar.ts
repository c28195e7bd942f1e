// The scalar of files that come in with an operation.
import type { Readable } from 'node:stream';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import Upload from 'graphql-upload/Upload.mjs';
import { capacitorOf } from './spool.ts';
import { uploadFault } from './upload-fault.ts';

/** A file that is coming in. Everything but the bytes is what the client says of it: judge it before use. */
export interface IncomingUpload {
  /** Empty when the part names none. */
  readonly filename: string;
  readonly mimetype: string;
  /** Transfer encoding of the part, such as `7bit`; the stream is decoded already. */
  readonly encoding: string;
  /**
   * The bytes, from the first on; independent streams for several calls. Read it to its end or destroy it. It fails with a DomainError
   * LIMIT_EXCEEDED when the file turns out too large and INVALID when it breaks off; only while the operation runs can it be called.
   */
  createReadStream(): Readable;
}

/** Resolvers get a promise, which waits until the part begins, and rejects with a DomainError when it never does. */
export const UploadScalar = new GraphQLScalarType<Promise<IncomingUpload>, never>({
  name: 'Upload',
  description: 'A file sent with the operation as a multipart request (GraphQL multipart request specification): in the JSON its place holds null, and `map` names the part that fills it. POST with a header Apollo-Require-Preflight; at most 10 files of SWITCHYARD_MAX_FILE_MIB each. Only in variables, never in answers, not over WebSocket.',
  parseValue: (value) => {
    if (value instanceof Upload) return incoming(value.promise);
    throw new GraphQLError('an Upload is a file: send the operation as multipart/form-data with null in its place, and name its part in map');
  },
  parseLiteral: (node) => {
    throw new GraphQLError('an Upload cannot stand in the document: pass it as a variable', { nodes: node });
  },
  serialize: () => {
    throw new GraphQLError('an Upload is never part of an answer');
  },
});

function incoming(promise: Promise<FileUpload>): Promise<IncomingUpload> {
  const upload = promise.then(
    // A part that says that it is bytes is a file without a name, too.
    (file) => ({ filename: (file.filename as string | undefined) ?? '', mimetype: file.mimetype, encoding: file.encoding, createReadStream: () => streamOf(file) }),
    (error: unknown) => { throw uploadFault(error); },
  );
  // An operation that fails before it looks at its file must not end the process.
  upload.catch(() => {});
  return upload;
}

function streamOf(file: FileUpload): Readable {
  const stream = opened(file);
  const destroy = stream.destroy.bind(stream);
  // Here and not on its way out: who begins to read when the file has failed already is told of the error that it was destroyed with.
  const destroyAs = (error?: Error | null): Readable => destroy(error ? (uploadFault(error) as Error) : undefined);
  stream.destroy = destroyAs as typeof stream.destroy;
  // A file may fail before whoever opened it has begun to read: that must not end the process.
  stream.on('error', () => {});
  return stream;
}

function opened(file: FileUpload): Readable {
  try {
    return file.createReadStream();
  } catch (error) {
    // Of a file that failed before anybody read it, the reason says more than that it cannot be read now.
    throw uploadFault(capacitorOf(file).errored ?? error);
  }
}
