// The document of an HTTP request, in its body or its query string: looked at by the door, and put in as text.
import { GraphQLError } from 'graphql';
import type { DocumentDoor } from './document-door.ts';

/** The part of a request that may hold a document. */
export interface DocumentRequest {
  readonly method: string;
  /** From the question mark on; empty without one. */
  readonly search: string;
  readonly body: unknown;
}

/** The request with its document as text, or why there is none. Requests that are no operation at all pass: others know better what to say. */
export function throughDoor(request: DocumentRequest, door: DocumentDoor): DocumentRequest | GraphQLError {
  return request.method === 'GET' ? searchThroughDoor(request, door) : bodyThroughDoor(request, door);
}

function bodyThroughDoor(request: DocumentRequest, door: DocumentDoor): DocumentRequest | GraphQLError {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return request;
  const { query, documentId } = body as Record<string, unknown>;
  const text = door({ query, documentId });
  if (text instanceof GraphQLError) return text;
  if (documentId === undefined && (text === null || text === query)) return request;
  const { documentId: _id, ...rest } = body as Record<string, unknown>;
  return text === null || text === rest['query'] ? { ...request, body: rest } : { ...request, body: { ...rest, query: text } };
}

function searchThroughDoor(request: DocumentRequest, door: DocumentDoor): DocumentRequest | GraphQLError {
  const search = new URLSearchParams(request.search);
  // What is said twice is refused behind the door, unless the door was to decide about it.
  const [queries, ids] = [search.getAll('query'), search.getAll('documentId')];
  if (queries.length > 1 || ids.length > 1) return new GraphQLError('query and documentId may stand in an address once', { extensions: { code: 'BAD_REQUEST' } });
  const text = door({ query: queries[0], documentId: ids[0] });
  if (text instanceof GraphQLError) return text;
  if (text === null || text === queries[0]) return request;
  search.set('query', text);
  search.delete('documentId');
  return { ...request, search: `?${search.toString()}` };
}
