// A subscriber among hundreds: one WebSocket at a time, its last cursor, and a note of when it was level again after each loss.
import WebSocket from 'ws';
import type { EventFilter } from '../../../../src/store/event/event-filter.store.ts';
import type { ClientSight } from '../../../oracle/oracle.ts';
import { type EventSightings, SIGHTED_EVENTS, type SightedDelivery, type Sighting } from './event-sightings.ts';

/** What is followed: the filter as the API takes it, and as the log's rows are told apart by it. */
export interface FollowedFilter {
  readonly asked: object;
  readonly rows: EventFilter;
}

/** How one follows. */
export interface FollowerOptions {
  /** The server's; read anew for each connection. */
  readonly url: string;
  readonly name: string;
  /** The cursor it begins after. */
  readonly after: string;
  readonly sightings: EventSightings;
  readonly filter?: FollowedFilter;
  /** Milliseconds before it tries to connect again; doubled after each try that failed. */
  readonly pauseMs: () => number;
}

/** Most times the pause is doubled: a server that is away is asked about once a second. */
const MOST_DOUBLINGS = 5;

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly events: SightedDelivery } | null; readonly errors?: unknown } | readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly resumeCursor?: string } }[];
}

/** Follows until it is closed. What it may not see (an error other than LAGGED, an end nobody asked for) is kept in `faults`. */
export class CursorFollower {
  readonly seen: Sighting[] = [];
  readonly faults: string[] = [];
  /** Milliseconds from each loss of its socket until the past was over again. */
  readonly levelAfterMs: number[] = [];
  connections = 0;
  lagged = 0;
  /** Whether it has heard that the past is over on its present socket. */
  isLevel = false;
  readonly #options: FollowerOptions;
  readonly #start: number;
  #cursor: string;
  #at: number;
  #lostAt: number | null = null;
  #ws: WebSocket | null = null;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;
  #subscription = 0;
  #failures = 0;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#cursor = options.after;
    this.#at = this.#start = options.sightings.seqOf(options.after);
    this.#connect();
  }

  /** The place up to which everything has arrived. */
  get upTo(): number {
    return this.#at;
  }

  /** For the oracle. */
  get sight(): ClientSight {
    const { name, filter } = this.#options;
    return { name, after: this.#start, sawUpTo: this.#at, events: this.seen, ...(filter ? { filter: filter.rows } : {}) };
  }

  /** Cuts the socket without a goodbye; it comes back by itself. */
  drop(): void {
    this.#lost();
    this.#ws?.terminate();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#ws?.terminate();
  }

  #connect(): void {
    const ws = new WebSocket(`${this.#options.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
    this.#ws = ws;
    this.connections += 1;
    ws.on('open', () => this.#send({ type: 'connection_init' }));
    ws.on('upgrade', () => (this.#failures = 0));
    ws.on('message', (data) => {
      // What was under way when the socket was cut never arrived, as far as this client can know.
      if (ws === this.#ws && ws.readyState === WebSocket.OPEN) this.#take(JSON.parse(String(data)) as Message);
    });
    ws.on('error', () => undefined); // 'close' follows, and that is what is acted upon
    ws.on('close', () => this.#again());
  }

  #lost(): void {
    this.isLevel = false;
    this.#lostAt ??= performance.now();
  }

  #again(): void {
    this.#lost();
    if (this.#isClosed) return;
    const pause = this.#options.pauseMs() * 2 ** Math.min(this.#failures++, MOST_DOUBLINGS);
    this.#retry = setTimeout(() => this.#connect(), pause);
  }

  #take({ type, payload }: Message): void {
    if (type === 'connection_ack') this.#subscribe();
    else if (type === 'next' && payload && 'data' in payload && payload.data && !payload.errors) this.#took(payload.data.events);
    else if (type === 'error' && Array.isArray(payload)) this.#failed(payload);
    else if (type !== 'ping' && type !== 'pong') this.faults.push(`${this.#options.name} got ${JSON.stringify({ type, payload })}`);
  }

  #subscribe(): void {
    const { filter } = this.#options;
    const variables = { after: this.#cursor, ...(filter ? { filter: filter.asked } : {}) };
    this.#send({ id: String(++this.#subscription), type: 'subscribe', payload: { query: SIGHTED_EVENTS, variables } });
  }

  #took(delivery: SightedDelivery): void {
    const sighting = this.#options.sightings.of(delivery);
    if (sighting) this.seen.push(sighting);
    this.#cursor = delivery.cursor;
    this.#at = this.#options.sightings.seqOf(delivery.cursor);
    if (!delivery.caughtUp) return;
    this.isLevel = true;
    if (this.#lostAt !== null) this.levelAfterMs.push(performance.now() - this.#lostAt);
    this.#lostAt = null;
  }

  #failed([error]: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly resumeCursor?: string } }[]): void {
    const { code, resumeCursor } = error?.extensions ?? {};
    if (code !== 'LAGGED' || resumeCursor !== this.#cursor) {
      this.faults.push(`${this.#options.name}, whose cursor is ${this.#cursor}, got ${JSON.stringify(error)}`);
      return;
    }
    this.lagged += 1;
    this.#lost();
    this.#subscribe();
  }

  #send(message: object): void {
    this.#ws?.send(JSON.stringify(message));
  }
}
