// A subscriber that takes one frame a second from its socket, so that everything else waits for it: in the kernel, then in the server.
import { connect, type Socket } from 'node:net';
import { decodeCursor } from '../dist/domain/event/cursor.js';

/** Time it takes for one message, ms, until it is told to hurry. */
const PACE_MS = 1_000;
/** Pause before it connects again after it was cut, ms. */
const RECONNECT_MS = 100;
/** An empty pong with a mask of zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const PING_OPCODE = 9;
const TEXT_OPCODE = 1;

interface Answer {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly events: { readonly cursor: string; readonly event: object | null } } } | readonly { readonly message: string; readonly extensions: { readonly code?: string; readonly resumeCursor?: string } }[];
}

/** What it is told to follow. */
export interface SlowReaderOptions {
  readonly port: number;
  readonly query: string;
  readonly after: string;
}

/** Reads until it is closed; comes back with its last cursor when it was ended for being slow, or cut because its answer to a ping did not come. */
export class SlowReader {
  /** Numbers of the events it was given, as they came. */
  readonly seen: number[] = [];
  lagged = 0;
  cut = 0;
  /** What it may not be told; empty when all is well. */
  readonly faults: string[] = [];
  /** Resolves when it has been acknowledged for the first time. */
  readonly admitted: Promise<void>;
  readonly #options: SlowReaderOptions;
  readonly #admit: () => void;
  #cursor: string;
  #isHurrying = false;
  #isClosed = false;
  #socket: Socket | null = null;
  #wake: () => void = () => undefined;

  constructor(options: SlowReaderOptions) {
    this.#options = options;
    this.#cursor = options.after;
    const { promise, resolve } = Promise.withResolvers<void>();
    [this.admitted, this.#admit] = [promise, resolve];
    void this.#run();
  }

  /** The number up to which it has everything. */
  get upTo(): number {
    return decodeCursor(this.#cursor)!.seq;
  }

  /** From now on it reads as fast as it can. */
  hurry(): void {
    this.#isHurrying = true;
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
    this.#socket?.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#connection();
      } catch (error) {
        if (this.#isClosed) return;
        if (!(error instanceof CutOff)) this.faults.push(String(error));
        this.cut += 1;
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  async #connection(): Promise<void> {
    const { port } = this.#options;
    const socket = connect(port, '127.0.0.1');
    this.#socket = socket;
    socket.on('error', () => socket.destroy()); // the reading hears of the end
    socket.write(`GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
    const source = sourceOf(socket);
    await handshake(source);
    socket.write(textFrame({ type: 'connection_init' }));
    for (let subscription = 0; ; ) {
      const { opcode, payload } = await frameOf(source);
      if (opcode === PING_OPCODE) socket.write(PONG);
      if (opcode !== TEXT_OPCODE) continue;
      const answer = JSON.parse(payload.toString()) as Answer;
      if (this.#take(answer)) socket.write(textFrame({ id: String(++subscription), type: 'subscribe', payload: { query: this.#options.query, variables: { after: this.#cursor } } }));
      if (answer.type === 'next' && !this.#isHurrying) await this.#rest();
    }
  }

  /** True when it has to subscribe (again). */
  #take({ type, payload }: Answer): boolean {
    if (type === 'connection_ack') {
      this.#admit();
      return true;
    }
    if (type === 'next' && payload && 'data' in payload && payload.data) {
      const { cursor, event } = payload.data.events;
      this.#cursor = cursor;
      if (event) this.seen.push(this.upTo);
      return false;
    }
    const error = Array.isArray(payload) ? payload[0] : undefined;
    if (error?.extensions.code === 'LAGGED' && error.extensions.resumeCursor === this.#cursor) {
      this.lagged += 1;
      return true;
    }
    this.faults.push(JSON.stringify({ type, payload, cursor: this.#cursor }));
    return false;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PACE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The other side has closed or reset the connection. */
class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** A socket that is read by the byte. */
interface Source {
  readonly socket: Socket;
  /** Resolves when there is more to read, or nothing will follow. */
  moved(): Promise<void>;
}

// One listener for good: each new one for 'readable' is called at once while anything is buffered, and would spin without a byte coming in.
function sourceOf(socket: Socket): Source {
  let wake = (): void => undefined;
  socket.on('readable', () => wake()).on('close', () => wake());
  return { socket, moved: () => new Promise((resolve) => { wake = resolve; }) };
}

async function handshake(source: Source): Promise<void> {
  let head = '';
  while (!head.endsWith('\r\n\r\n')) head += (await exactly(source, 1)).toString('latin1');
  if (!head.startsWith('HTTP/1.1 101')) throw new Error(`the upgrade was answered ${head.slice(0, 100)}`);
}

/** Takes one whole frame from the socket and not a byte more than that is asked of it. */
async function frameOf(source: Source): Promise<{ opcode: number; payload: Buffer }> {
  const head = await exactly(source, 2);
  const short = head[1]!;
  const length = short === 126 ? (await exactly(source, 2)).readUInt16BE() : short === 127 ? Number((await exactly(source, 8)).readBigUInt64BE()) : short;
  return { opcode: head[0]! & 15, payload: length === 0 ? Buffer.alloc(0) : await exactly(source, length) };
}

async function exactly({ socket, moved }: Source, bytes: number): Promise<Buffer> {
  for (;;) {
    const read = socket.read(bytes) as Buffer | null;
    if (read?.length === bytes) return read;
    if (read !== null || socket.readableEnded || socket.destroyed) throw new CutOff('the connection ended');
    await moved();
  }
}

/** A masked frame of up to 65,535 bytes; a mask of zeros is allowed and leaves the text as it is. */
function textFrame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
