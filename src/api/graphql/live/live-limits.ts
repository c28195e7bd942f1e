// Every limit of the live room, by name, with the default a server starts with.

/** Limits of connections and subscriptions; all of them can be set lower (tests) or higher by the server. */
export interface LiveLimits {
  /** Sockets and event streams open at the same time; one more is answered 503. */
  readonly maxSockets: number;
  /** Those of one key; one more is closed with 4429, or answered 429. */
  readonly maxSocketsPerKey: number;
  /** Subscriptions of one key, each event stream counted as one; one more ends with LIMIT_EXCEEDED. */
  readonly maxSubscriptionsPerKey: number;
  /** Operations (subscriptions, and queries in flight) of one socket; one more is answered LIMIT_EXCEEDED. */
  readonly maxOperations: number;
  /** Largest message from a client, bytes; a larger one closes the socket with 1009. */
  readonly maxPayload: number;
  /** Time a client has to send `connection_init`, ms; then 4408. */
  readonly initTimeoutMs: number;
  /** Time between two pings of a socket or two comments of a silent event stream, ms; a socket that has not answered one by the next is cut. */
  readonly pingMs: number;
  /** Time between two looks at whether the key of a connection still counts, ms: with the age that an answer may have (`STANDING_TTL_MS`), no more than `KEY_TTL_MS`. */
  readonly recheckMs: number;
  /** Bytes that may wait for one slow client; a subscription that would exceed them ends LAGGED. */
  readonly maxBufferedBytes: number;
  /** Messages that may wait for one slow client; likewise. */
  readonly maxBufferedMessages: number;
  /** Events that may wait for execution in one group; when there are more, all its subscribers end LAGGED. */
  readonly maxGroupBacklog: number;
  /** Time clients get to take our closing, ms; then they are cut. */
  readonly closeTimeoutMs: number;
}

/** What a server starts with. */
export const DEFAULT_LIVE_LIMITS: LiveLimits = {
  maxSockets: 10_000,
  maxSocketsPerKey: 2_000,
  maxSubscriptionsPerKey: 5_000,
  maxOperations: 50,
  maxPayload: 1024 * 1024,
  initTimeoutMs: 3_000,
  pingMs: 12_000,
  recheckMs: 4_000,
  maxBufferedBytes: 4 * 1024 * 1024,
  maxBufferedMessages: 10_000,
  maxGroupBacklog: 10_000,
  closeTimeoutMs: 3_000,
};

/**
 * Events of one group executed together: they share one context, so their loaders batch, and one write per socket.
 * Larger waves make the first event of a burst wait for the last.
 */
export const WAVE_SIZE = 64;

/** Parsed, validated and stripped operations kept by text; a fleet of equal frontends needs one. */
export const MAX_CACHED_OPERATIONS = 500;

/** Characters of their texts together: parsed, the densest text takes 160 times its length, so 80 MB at most. */
export const MAX_CACHED_CHARACTERS = 500_000;

/** Longest id of an operation, characters: it is repeated in every message, and in memory for each that waits. */
export const MAX_OPERATION_ID = 128;

/**
 * Bytes that a client must be able to read between two pings: one that has so many before the ping gets a beat more to answer it, and
 * so on. Without that a reader that is only slow would be cut for silence, before its subscription could be ended as LAGGED.
 */
export const LEAST_BYTES_PER_BEAT = 100_000;

/** Beats in a row at which an event stream with something to send has not got rid of anything; then it is cut. HTTP has no answer to a ping. */
export const STALLED_BEATS = 5;

/** How long clients of event streams wait before they connect again, ms: told to them once at the beginning. */
export const RETRY_MS = 2_000;

/** What refusals for want of a place tell clients to wait, seconds. */
export const RETRY_AFTER_SECONDS = 5;
