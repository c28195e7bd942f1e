// The one error of the embedded database: what went wrong, and what the operator can do about it.

/** Why the embedded PostgreSQL could not be had; stable words for logs and tests. */
export type EmbeddedPostgresFailure =
  | 'PLATFORM_UNSUPPORTED'
  | 'BINARIES_INCOMPLETE'
  | 'DIRECTORY_IN_USE'
  | 'DIRECTORY_UNUSABLE'
  | 'VERSION_MISMATCH'
  | 'INITDB_FAILED'
  | 'START_FAILED';

/** Thrown by every function of this folder for a cause an operator can act on; the message says what to do next. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresFailure;

  constructor(code: EmbeddedPostgresFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

/** The way out that is always open; ends most messages. */
export const USE_OWN_SERVER = 'set DATABASE_URL to use a PostgreSQL server of your own';
