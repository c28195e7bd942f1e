// A feed: what a subscription field reads, in a form that many subscribers can share.

/** One thing to deliver: where it stands, and the root value its execution starts from. */
export interface LiveItem<Position> {
  readonly at: Position;
  /** What a client gives as `after` to go on behind this item. */
  readonly cursor: string;
  readonly root: unknown;
}

/** Steps of one subscriber's own reading, from its cursor to the live end. Errors thrown in a step end the reading. */
export interface ResumeSteps<Position> {
  /** Awaited, item by item: a slow client slows only its own reading. */
  onItem(item: LiveItem<Position>): Promise<void>;
  /** Exactly once, when everything that was there at the call has been given. */
  onCaughtUp(cursor: string): Promise<void>;
  /**
   * Synchronously, when everything up to `at` has been given: from now on things come from `watch`. False when the shared reading has
   * already delivered beyond `at`: read on and ask again.
   */
  join(at: Position): boolean;
}

/** Where a group's shared reading reports. */
export interface FeedListener<Position> {
  onItem(item: LiveItem<Position>): void;
  /** Resolves when everything given so far has been delivered: the pace of a reading that could run ahead. */
  settled(): Promise<void>;
  /** The shared reading cannot go on; nothing follows. */
  onFault(error: unknown): void;
}

/**
 * Returned by the `subscribe` function of every subscription field. Two feeds of the same field with the same arguments, `after` left
 * out, are interchangeable.
 */
export interface LiveFeed<Position> extends AsyncIterable<unknown> {
  /** The cursor to go on from for a subscriber that has been sent nothing yet. */
  readonly start: string;
  isLater(a: Position, b: Position): boolean;
  /** Root value of the one message that says that the past is over. */
  caughtUp(cursor: string): unknown;
  /** What tells the root value of one item from those of others; null for one that stands for nobody else's. Absent: none can be shared. */
  identityOf?(root: unknown): string | null;
  /** Starts the shared reading: every item later than `at`, in order, until the returned function is called. */
  watch(at: Position, listener: FeedListener<Position>): () => void;
  /** Reads for one subscriber until it has joined; rejects with what went wrong, resolves early when the signal fires. */
  resume(steps: ResumeSteps<Position>, signal: AbortSignal): Promise<void>;
}

const FEED = Symbol('LiveFeed');

/** Makes a feed of its parts: graphql demands something iterable, the transport demands something it can share. */
export function asFeed<Position>(parts: Omit<LiveFeed<Position>, typeof Symbol.asyncIterator>): LiveFeed<Position> {
  return Object.assign(parts, { [FEED]: true, [Symbol.asyncIterator]: refuseToIterate });
}

/** Whether a source stream is a feed. */
export function isFeed(stream: object): stream is LiveFeed<unknown> {
  return FEED in stream;
}

// A second way to read, with a buffer and a hand-over of its own, would have to be proven a second time.
function refuseToIterate(): never {
  throw new Error('a feed is read through the live room, which shares it; subscribe over the WebSocket');
}
