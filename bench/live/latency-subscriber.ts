// A subscriber that notes when each event reaches it.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FAN_OUT_QUERY } from '../fan-out-message.ts';

/** Longest wait for what must come, in milliseconds; then it is lost, and the measurement fails. */
const LOST_MS = 10_000;

/** One socket with one subscription to all events. */
export class LatencySubscriber implements Disposable {
  readonly #socket: WebSocket;
  #arrived: (at: bigint) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Subscribes; resolves when the past is over. */
  static async open(port: number): Promise<LatencySubscriber> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
    await once(socket, 'open');
    const one = new LatencySubscriber(socket);
    const caughtUp = new Promise<void>((resolve) => socket.on('message', (data) => one.#take(process.hrtime.bigint(), String(data), resolve)));
    socket.send('{"type":"connection_init"}');
    await caughtUp;
    return one;
  }

  /** The time of the next event's arrival, by the machine's clock. Ask before it is written. */
  next(): Promise<bigint> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no event came within ${LOST_MS} ms`)), LOST_MS);
      this.#arrived = (at) => {
        clearTimeout(timer);
        resolve(at);
      };
    });
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #take(at: bigint, text: string, caughtUp: () => void): void {
    const message = JSON.parse(text) as { type: string; payload?: { data?: { events: { caughtUp: boolean; event: object | null } } } };
    if (message.type === 'connection_ack') return this.#socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: FAN_OUT_QUERY } }));
    if (message.type === 'ping') return this.#socket.send('{"type":"pong"}');
    if (message.type !== 'next' || !message.payload?.data) throw new Error(`the server answered ${text}`);
    const { events } = message.payload.data;
    if (events.event !== null) this.#arrived(at);
    else if (events.caughtUp) caughtUp();
  }
}
