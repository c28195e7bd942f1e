// One event stream from its head to its end: liveness, the key behind it, and the last record.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RoomLog } from '../../../../events/room-log.ts';
import type { Admission } from '../live-admission.ts';
import { FrameWriter } from '../frame/frame-writer.ts';
import { type LiveLimits, RETRY_MS, STALLED_BEATS } from '../live-limits.ts';
import { graphqlErrorOf } from '../live-error.ts';
import type { LiveSubscriber } from '../live-subscriber.ts';
import { retryRecord, STREAM_COMMENT, streamRecord } from './stream-record.ts';

/** What a session is made of. */
export interface StreamParts {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly admission: Admission;
  readonly limits: LiveLimits;
  readonly formatError: (error: GraphQLError, requestId: string) => GraphQLFormattedError;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: RoomLog;
}

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // nginx would hold small records back until it has a buffer full of them.
  'x-accel-buffering': 'no',
  // The connection is the stream: nothing else will be asked on it.
  connection: 'close',
} as const;

/** A stream with what belongs to it. */
export class StreamSession {
  /** For records of the subscriber. */
  readonly frames: FrameWriter;
  /** Resolves when the client is gone or has got everything, and nothing is held for it any more. */
  readonly closed: Promise<void>;
  readonly #parts: StreamParts;
  #subscriber: LiveSubscriber | null = null;
  #stalled = 0;
  #leftAtBeat = -1;

  constructor(parts: StreamParts) {
    const { request, response, limits } = parts;
    this.#parts = parts;
    this.frames = new FrameWriter(response, { limits, isOpen: () => this.#isOpen });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    // Of a request that waits behind another on its connection, only the connection tells that the client has left.
    const { socket } = request;
    socket.setMaxListeners(0); // one for each stream that the client asks for on it, which the places of its key bound
    const gone = (): void => {
      socket.off('close', gone);
      response.off('close', gone);
      void this.#subscriber?.return();
      resolve();
    };
    response.once('close', gone);
    socket.once('close', gone);
  }

  /** Sends the head and starts the subscriber, whose end is the end of the stream. */
  begin(subscriber: LiveSubscriber): void {
    const { response } = this.#parts;
    this.#subscriber = subscriber;
    response.writeHead(200, HEAD);
    response.write(retryRecord(RETRY_MS));
    subscriber.start().next().then(() => this.cut(), (error: unknown) => this.#endWith(graphqlErrorOf(error)));
  }

  /** Ends the stream with an error record. */
  end(error: GraphQLError): void {
    this.#subscriber?.fail(error);
  }

  /** Cuts the connection: an answer that waits behind another has none of its own to cut. */
  cut(): void {
    this.#parts.request.socket.destroy();
  }

  /** Says nothing to a client that has got everything, and cuts one that has taken nothing for `STALLED_BEATS`. */
  beat(): void {
    const { waiting, writesLeft } = this.frames;
    this.#stalled = waiting > 0 && writesLeft === this.#leftAtBeat ? this.#stalled + 1 : 0;
    this.#leftAtBeat = writesLeft;
    if (this.#stalled >= STALLED_BEATS) return this.cut();
    if (waiting === 0 && this.#isOpen) this.frames.writeFrames(STREAM_COMMENT, 0);
  }

  /** Ends the stream when its key does not count any more; a check that fails is made again next time, and logged unless the database is away. */
  async recheck(): Promise<void> {
    const { admission, isUnavailable, log } = this.#parts;
    try {
      if ((await admission.isCurrent?.()) === false) this.end(forbidden());
    } catch (error) {
      if (!isUnavailable(error)) log.error({ err: error }, 'could not check the key of an event stream');
    }
  }

  get #isOpen(): boolean {
    const { response } = this.#parts;
    return !response.destroyed && !response.writableEnded;
  }

  #endWith(error: GraphQLError): void {
    if (!this.#isOpen) return;
    const { message, extensions = {} } = this.#parts.formatError(error, randomUUID());
    const place = 'oldestCursor' in extensions ? {} : { resumeCursor: this.#subscriber?.cursor };
    this.#parts.response.end(streamRecord('error', { ...extensions, message, ...place }));
  }
}

function forbidden(): GraphQLError {
  return new GraphQLError('the key of this stream was revoked or changed; connect again with a valid one, nothing is lost', { extensions: { code: 'FORBIDDEN' } });
}
