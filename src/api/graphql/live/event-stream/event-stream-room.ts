// Event streams over plain GET: the log for whoever has curl, through the same groups, limits and cursors as over WebSocket.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { requireRole } from '../../../../domain/access.ts';
import { type Admission, countedUnder } from '../live-admission.ts';
import { eventFeed } from '../feed/event.feed.ts';
import type { LiveFeed } from '../feed/live-feed.ts';
import type { FrameForm } from '../frame/wave.ts';
import type { KeyPlaces } from '../key-places.ts';
import type { LiveSubscriber } from '../live-subscriber.ts';
import type { RenderTools } from '../shared-renderer.ts';
import { openSubscriber, type SubscriberGround } from '../subscriber-opening.ts';
import { type EventRecords, eventRecords } from './event-facts.ts';
import { answerRefusal, streamRefusal } from './stream-refusal.ts';
import { type StreamWish, streamWish } from './stream-request.ts';
import { type StreamParts, StreamSession } from './stream-session.ts';

/** What event streams work with. */
export interface EventStreamParts extends SubscriberGround, Pick<StreamParts, 'isUnavailable' | 'log'> {
  readonly tools: RenderTools;
  readonly authorise: (request: IncomingMessage) => Promise<Admission | null>;
  /** Connections of each key. */
  readonly connections: KeyPlaces;
  /** Whether there are as many connections as there may be. */
  readonly isFull: () => boolean;
}

/** Records are the same for everybody who gets them: whole messages, ready to be written. */
const RECORD_FORM: FrameForm = { key: '', frames: (payloads) => (payloads.length === 1 ? payloads[0]! : Buffer.concat(payloads)) };

/** The open event streams of a live room. */
export class EventStreamRoom {
  readonly #parts: EventStreamParts;
  readonly #recordsFor: EventRecords;
  readonly #sessions = new Set<StreamSession>();
  #draining: Promise<void> | null = null;

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    this.#recordsFor = eventRecords(parts.tools);
  }

  /** Streams that hold a place, those included that still take their end. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Answers one request with a stream, or with why there is none; rejects for bugs only. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#take({ request, response });
    } catch (error) {
      const refusal = streamRefusal(error, this.#parts.isUnavailable);
      if (refusal === null) throw error;
      answerRefusal(request, response, refusal);
    }
  }

  /** A comment for each silent stream, an end for each stuck one. */
  beat(): void {
    for (const session of this.#sessions) session.beat();
  }

  /** Looks whether the keys still count. */
  recheck(): void {
    for (const session of this.#sessions) void session.recheck();
  }

  /** Opens no more streams and ends all; resolves when they are gone, cutting those that do not take their end in time. */
  drain(): Promise<void> {
    this.#draining ??= this.#endAll();
    return this.#draining;
  }

  async #take(exchange: Exchange): Promise<void> {
    const { authorise, source } = this.#parts;
    const { request, response } = exchange;
    if (request.method !== 'GET') throw refused('METHOD_NOT_ALLOWED', 'a stream of events is only read; use GET');
    this.#requireRoom();
    const admission = await authorise(request);
    if (admission === null) throw refused('UNAUTHORIZED', 'send a valid key as Authorization: Bearer <key id>.<secret>; `switchyard key create` makes one');
    requireRole(admission.actor, 'viewer');
    const wish = streamWish(request);
    if (wish.after !== null) await source.stream.judge(wish.after);
    // A client that left meanwhile has told of it already and would never give its place back.
    if (response.destroyed || request.socket.destroyed) return;
    this.#requireRoom();
    await this.#open(exchange, admission, wish);
  }

  async #open(exchange: Exchange, admission: Admission, wish: StreamWish): Promise<void> {
    const { connections, limits, isUnavailable, log, tools } = this.#parts;
    const giveBack = connections.take(countedUnder(admission));
    if (giveBack === null) throw refused('LIMIT_EXCEEDED', `this key already has ${connections.limit} live connections to this server; close one of them, or use another key`);
    const session = new StreamSession({ ...exchange, admission, limits, isUnavailable, log, formatError: tools.formatError });
    const subscriber = this.#subscriberOf(session, admission, wish);
    if (subscriber.ended) {
      giveBack();
      await subscriber.next(); // throws why
    }
    this.#sessions.add(session);
    void session.closed.then(() => {
      this.#sessions.delete(session);
      giveBack();
    });
    session.begin(subscriber);
  }

  #subscriberOf({ frames }: StreamSession, admission: Admission, { after, filter }: StreamWish): LiveSubscriber {
    const { source, scopeOf } = this.#parts;
    const { actor } = admission;
    const feed = eventFeed({ source, actor, after, filter }) as LiveFeed<unknown>;
    const groupKey = JSON.stringify([scopeOf(actor), 'event stream', filter]);
    return openSubscriber(this.#parts, { form: RECORD_FORM, outlet: frames, feed, begin: this.#recordsFor(actor), admission, groupKey });
  }

  #requireRoom(): void {
    if (this.#draining) throw refused('UNAVAILABLE', 'the server is shutting down; connect again in a moment');
    if (this.#parts.isFull()) throw refused('UNAVAILABLE', 'the server has as many live connections as it may have; connect again in a few seconds');
  }

  async #endAll(): Promise<void> {
    const open = [...this.#sessions];
    for (const session of open) session.end(refused('UNAVAILABLE', 'the server is shutting down; connect again with the id of the last record, nothing is lost'));
    const cut = setTimeout(() => open.forEach((session) => session.cut()), this.#parts.limits.closeTimeoutMs);
    await Promise.all(open.map(({ closed }) => closed));
    clearTimeout(cut);
  }
}

type Exchange = Pick<StreamParts, 'request' | 'response'>;

function refused(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
