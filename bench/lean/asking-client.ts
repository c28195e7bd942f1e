// A client that asks the same again and again over kept connections, and says how long it took: on bare sockets, so that it takes as little as possible of the machine that it measures.
import { connect, type Socket } from 'node:net';
import { LEAN_BODY, type LeanOrder, type LeanReport } from './lean-message.ts';

const HEAD_END = Buffer.from('\r\n\r\n');

process.on('message', (order: LeanOrder) => void askAll(order));
process.once('disconnect', () => process.exit());
report({});

async function askAll({ port, requests, connections }: LeanOrder): Promise<void> {
  const asking = await Promise.all(Array.from({ length: connections }, () => KeptConnection.open(port)));
  const first = Buffer.from(await asking[0]!.ask());
  let left = requests;
  const started = performance.now();
  await Promise.all(asking.map(async (connection) => {
    for (; left > 0;) {
      left -= 1;
      const answer = await connection.ask();
      if (!answer.equals(first)) throw new Error(`the answers differ: ${String(first).slice(0, 200)} and ${String(answer).slice(0, 200)}`);
    }
  }));
  const seconds = (performance.now() - started) / 1_000;
  for (const connection of asking) connection.close();
  report({ seconds, answer: String(first) });
}

/** One request after the other; its answers must say their length. */
class KeptConnection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #got: Buffer = Buffer.alloc(0);
  /** Bytes of the answer with its head; NaN until the head is there. */
  #whole = Number.NaN;
  #bodyAt = 0;
  #done: { readonly resolve: (body: Buffer) => void; readonly reject: (error: Error) => void } | null = null;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#request = Buffer.from(`POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ${Buffer.byteLength(LEAN_BODY)}\r\n\r\n${LEAN_BODY}`);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#done?.reject(error));
    socket.on('close', () => this.#done?.reject(new Error('the server has closed the connection')));
  }

  static open(port: number): Promise<KeptConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new KeptConnection(socket, port)));
    });
  }

  ask(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      this.#socket.write(this.#request);
    });
  }

  close(): void {
    this.#done = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#got = this.#got.length === 0 ? chunk : Buffer.concat([this.#got, chunk]);
    if (Number.isNaN(this.#whole) && !this.#readHead()) return;
    if (this.#got.length < this.#whole) return;
    const body = this.#got.subarray(this.#bodyAt, this.#whole);
    this.#got = Buffer.alloc(0);
    this.#whole = Number.NaN;
    this.#done!.resolve(body);
  }

  #readHead(): boolean {
    const at = this.#got.indexOf(HEAD_END);
    if (at < 0) return false;
    const head = this.#got.toString('latin1', 0, at);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) this.#done!.reject(new Error(`an answer that was not expected: ${head}`));
    this.#bodyAt = at + HEAD_END.length;
    this.#whole = this.#bodyAt + Number(length);
    return true;
  }
}

function report(message: LeanReport): void {
  process.send!(message);
}
