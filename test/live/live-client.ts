// A client that speaks graphql-transport-ws by hand: tests see every message, and can send what no library would.
import { type ClientOptions, WebSocket } from 'ws';

/** A message of the server. */
export interface ServerMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** One message of a subscription to events. */
export interface EventMessage {
  readonly cursor: string;
  readonly caughtUp: boolean;
  readonly event: { readonly kind: string; readonly requestId: string | null; readonly [field: string]: unknown } | null;
}

/** Time a test waits for something that must happen, ms. */
const PATIENCE_MS = 15_000;

/** Every event with what tests tell it by. */
export const EVENTS = 'subscription ($after: String, $filter: EventFilter) { events(after: $after, filter: $filter) { cursor caughtUp event { kind requestId } } }';

/** One socket. */
export class LiveClient {
  readonly ws: WebSocket;
  readonly messages: ServerMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  #wake: (() => void)[] = [];

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data) => this.#note(() => this.messages.push(JSON.parse(String(data)) as ServerMessage)));
    ws.on('close', (code, reason) => this.#note(() => { this.closed = { code, reason: String(reason) }; }));
    ws.on('error', () => this.#note(() => undefined));
  }

  /** Opens a socket without saying anything. */
  static async connect(url: string, protocol = 'graphql-transport-ws', options: ClientOptions = {}): Promise<LiveClient> {
    const client = new LiveClient(new WebSocket(url, protocol, options));
    await client.until(() => client.ws.readyState !== WebSocket.CONNECTING, 'the socket to open');
    return client;
  }

  /** Opens a socket and is admitted. */
  static async open(url: string, init?: Record<string, unknown>): Promise<LiveClient> {
    const client = await LiveClient.connect(url);
    client.send({ type: 'connection_init', ...(init ? { payload: init } : {}) });
    await client.until(() => client.messages.some(({ type }) => type === 'connection_ack'), 'the acknowledgement');
    return client;
  }

  send(message: object | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** What came for one subscription. */
  of(id: string): ServerMessage[] {
    return this.messages.filter((message) => message.id === id);
  }

  /** Payloads of one subscription field, in order of arrival. */
  data<T = EventMessage>(id: string, field = 'events'): T[] {
    return this.of(id).filter(({ type }) => type === 'next').map(({ payload }) => (payload as { data: Record<string, T> }).data[field]!);
  }

  /** Request ids of the events that came for one subscription: what `numbered` put there. */
  numbers(id: string): number[] {
    return this.data(id).flatMap(({ event }) => (event ? [Number(event.requestId)] : []));
  }

  /** Waits until the caughtUp message of a subscription came. */
  caughtUp(id: string, field = 'events'): Promise<void> {
    return this.until(() => this.data<{ caughtUp: boolean }>(id, field).some((message) => message?.caughtUp), `caughtUp of ${id}`);
  }

  /** Waits until a condition on what came holds; throws what did come when it does not. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`waited in vain for ${what}; closed: ${JSON.stringify(this.closed)}; last messages: ${JSON.stringify(this.messages.slice(-5)).slice(0, 2_000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.#wake.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  close(): void {
    this.ws.terminate();
  }

  #note(change: () => void): void {
    change();
    const wake = this.#wake;
    this.#wake = [];
    for (const resume of wake) resume();
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}
