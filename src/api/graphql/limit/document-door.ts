// Which text a request stands for, and whether texts may be sent at all: before anything is parsed.
import { GraphQLError } from 'graphql';
import { hashOf, hashOfId, type TrustedDocuments } from './trusted-documents.ts';

/** What a request says about its document; anything may be in it. */
export interface SaidDocument {
  readonly query?: unknown;
  /** `sha256:<hash>` of a trusted document. */
  readonly documentId?: unknown;
}

/** The text to go on with; null when the request names none, which others complain about. */
export type DocumentDoor = (said: SaidDocument) => string | null | GraphQLError;

/** The door of a server. Without a manifest every text may pass, and no id is known. */
export function documentDoor(trusted: TrustedDocuments | null): DocumentDoor {
  return ({ query, documentId }) => {
    const text = typeof query === 'string' && query !== '' ? query : null;
    if (documentId === undefined || documentId === null) return text === null || isListed(trusted, text) ? text : refused('this server executes only the documents of its manifest, and this text is not one of them: have it added, or send a listed one by its documentId');
    if (typeof documentId !== 'string') return badRequest('a documentId is a text: sha256: and the 64 hexadecimal digits of the hash');
    if (text !== null) return badRequest('send either query or documentId, not both');
    if (trusted === null) return badRequest('this server knows no documents by id: send the text as query, or have it started with a manifest (SWITCHYARD_TRUSTED_DOCUMENTS)');
    const hash = hashOfId(documentId);
    if (hash === null) return badRequest('a documentId here is sha256: and the 64 hexadecimal digits of the hash, in small letters');
    return trusted.get(hash) ?? refused('this documentId is not in the manifest of this server: have the document added, or correct the id');
  };
}

function isListed(trusted: TrustedDocuments | null, text: string): boolean {
  return trusted === null || trusted.has(hashOf(text));
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'DOCUMENT_NOT_TRUSTED' } });
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
