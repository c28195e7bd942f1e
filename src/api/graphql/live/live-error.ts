// Errors that end a subscription, as clients see them: a closed code, and the cursor to go on from.
import { GraphQLError } from 'graphql';
import { DomainError } from '../../../domain/errors.ts';
import { StreamError } from '../../../events/stream-error.ts';

/** The error of a subscriber that reads slower than events come; `resumeCursor` stands behind the last thing it was sent. */
export function laggedError(resumeCursor: string): GraphQLError {
  return new GraphQLError('this subscription fell behind and was ended; subscribe again with after = resumeCursor, nothing is lost', {
    extensions: { code: 'LAGGED', resumeCursor },
  });
}

/** The error of a cursor below what is kept, or from another log. */
export function cursorExpiredError(oldestCursor: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'CURSOR_EXPIRED', oldestCursor } });
}

/**
 * Any error as a GraphQL error; unexpected ones stay inside `originalError` and are masked when formatted. Errors of executions pass
 * through here too: graphql takes every thrown error that has a `path`, as ours have, for one of its own and hands it on bare.
 */
export function graphqlErrorOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof StreamError) return streamError(error);
  const originalError = error instanceof Error ? error : new Error(String(error));
  const extensions = error instanceof DomainError ? { code: error.code } : null;
  return new GraphQLError(originalError.message, { originalError, extensions });
}

function streamError(error: StreamError): GraphQLError {
  switch (error.code) {
    case 'LAGGED':
      return laggedError(error.cursor ?? '');
    case 'CURSOR_EXPIRED':
      return cursorExpiredError(error.cursor ?? '', error.message);
    case 'MALFORMED':
      return new GraphQLError(error.message, { extensions: { code: 'CURSOR_INVALID' } });
  }
}
