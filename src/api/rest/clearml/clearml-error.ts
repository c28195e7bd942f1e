// Errors as ClearML's clients know them: a code that is the HTTP status too, a subcode, a text.

/** Codes and subcodes of every error that a call here answers, by a name of our own. */
export const CLEARML_CODES = {
  BAD_REQUEST: [400, 0],
  INVALID_HEADERS: [400, 5],
  IMPERSONATION: [400, 6],
  INVALID_ID: [400, 10],
  MISSING_FIELDS: [400, 11],
  VALIDATION: [400, 12],
  INVALID_FIELDS: [400, 14],
  FIELD_VALUES: [400, 16],
  EMPTY_BATCH: [400, 17],
  INVALID_REGEX: [400, 21],
  TASK: [400, 100],
  INVALID_TASK_ID: [400, 101],
  TASK_VALIDATION: [400, 102],
  TASK_STATUS: [400, 110],
  STATUS_CHANGED: [400, 121],
  MISSING_TASK_FIELDS: [400, 122],
  TASK_CANNOT_BE_DELETED: [400, 123],
  EVENTS_NOT_ADDED: [400, 131],
  INVALID_MODEL_ID: [400, 201],
  MODEL_NOT_READY: [400, 202],
  MODEL_IS_READY: [400, 203],
  MODEL_IN_USE: [400, 205],
  MODEL_CREATING_TASK: [400, 206],
  INVALID_USER: [400, 300],
  INVALID_USER_ID: [400, 301],
  INVALID_PROJECT_ID: [400, 401],
  PROJECT_HAS_TASKS: [400, 402],
  PROJECT_NAME: [400, 407],
  PROJECT_LOCATION: [400, 408],
  PROJECT_DEPTH: [400, 409],
  INVALID_QUEUE_ID: [400, 701],
  QUEUE_NOT_EMPTY: [400, 702],
  NOT_IN_QUEUE: [400, 703],
  ALREADY_QUEUED: [400, 706],
  NO_DEFAULT_QUEUE: [400, 707],
  MANY_DEFAULT_QUEUES: [400, 708],
  DATA_VALIDATION: [400, 800],
  NOT_UNIQUE: [400, 801],
  INVALID_WORKER_ID: [400, 1001],
  WORKER_REGISTRATION: [400, 1002],
  INVALID_SCROLL_ID: [400, 1104],
  UNAUTHORIZED_SCHEME: [401, 10],
  NO_CREDENTIALS: [401, 20],
  BAD_CREDENTIALS: [401, 21],
  INVALID_CREDENTIALS: [401, 22],
  INVALID_TOKEN: [401, 30],
  ROLE_NOT_ALLOWED: [403, 20],
  NO_WRITE_PERMISSION: [403, 21],
  NO_SUCH_CALL: [404, 0],
  // Clients try again for ever at anything above 500, and hundreds of times at 502, 503, 509 and 429.
  INTERNAL: [500, 0],
  STATUS_UNKNOWN: [500, 1],
  // For what passes by itself, and for nothing else: a database that is away, memory that is taken.
  UNAVAILABLE: [503, 0],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
/** A name of such a code. */
export type ClearmlCode = keyof typeof CLEARML_CODES;

/** Thrown when a call cannot be carried out; becomes the envelope of the answer. */
export class ClearmlError extends Error {
  override readonly name = 'ClearmlError';
  readonly code: ClearmlCode;
  /** What goes into `error_data`. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ClearmlCode, message: string, options: { data?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }
}
