// The heap of a running process after a full garbage collection, asked for through Node's inspector: what is left is held by somebody.
import { createServer, type AddressInfo } from 'node:net';
import WebSocket from 'ws';
import { until } from '../../until.ts';

/** Setting of a server that can be probed: the inspector listens only once it is asked to, and children of the server have none. */
export function probedSettings(port: number): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` };
}

/** A port for the inspector. */
export function inspectorPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    }).on('error', reject);
  });
}

/** Megabytes in use. */
export interface CollectedHeap {
  readonly heap: number;
  readonly resident: number;
}

interface Answer {
  readonly id: number;
  readonly result?: { readonly result?: { readonly value?: string } };
  readonly error?: { readonly message: string };
}

/** Attached until it is closed. */
export class HeapProbe implements Disposable {
  readonly #ws: WebSocket;
  #asked = 0;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
  }

  /** SIGUSR1 opens the inspector of a Node process that was started with `probedSettings`. */
  static async attach(pid: number, port: number): Promise<HeapProbe> {
    process.kill(pid, 'SIGUSR1');
    let address = '';
    await until('the inspector answers', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
      address = answer === null ? '' : ((await answer.json()) as { webSocketDebuggerUrl: string }[])[0]?.webSocketDebuggerUrl ?? '';
      return address !== '';
    }, { withinMs: 10_000 });
    const ws = new WebSocket(address);
    await new Promise<void>((resolve, reject) => ws.once('open', resolve).once('error', reject));
    return new HeapProbe(ws);
  }

  /** Collects, then looks. */
  async look(): Promise<CollectedHeap> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { result } = await this.#ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' });
    const { heapUsed, rss } = JSON.parse(result?.result?.value ?? '{}') as { heapUsed: number; rss: number };
    return { heap: heapUsed / 1_048_576, resident: rss / 1_048_576 };
  }

  [Symbol.dispose](): void {
    this.#ws.terminate();
  }

  #ask(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const closed = (): void => reject(new Error(`the inspector went away before it answered ${method}`));
      const heard = (data: WebSocket.RawData): void => {
        const answer = JSON.parse(String(data)) as Answer;
        if (answer.id !== id) return;
        this.#ws.off('message', heard).off('close', closed);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer);
      };
      this.#ws.on('message', heard).once('close', closed);
      this.#ws.send(JSON.stringify({ id, method, params }));
    });
  }
}
