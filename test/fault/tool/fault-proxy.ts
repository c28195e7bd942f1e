// A TCP proxy for one link that can be slow, lossy, silent or cut, by a seed, and counts what it did.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { seededRandom } from '../seeded-random.ts';
import type { PipeConditions } from './delayed-pipe.ts';
import { DisturbedLink, type Target } from './disturbed-link.ts';

/** What is wrong with a link; everything absent is right. */
export interface LinkFaults {
  /** Milliseconds each way. */
  readonly latencyMs?: number;
  /** Up to so many milliseconds more, drawn for each piece; the order of bytes stays. */
  readonly jitterMs?: number;
  /** Probability that a connection is reset (RST) when its first bytes come. */
  readonly resetPerConnection?: number;
  /** Probability that a connection is reset instead of passing a piece on. */
  readonly resetPerChunk?: number;
  /** Each way, for each connection. */
  readonly bytesPerSecond?: number;
}

/** What the proxy did since it was opened. */
export interface LinkCounts {
  readonly connections: number;
  readonly refused: number;
  readonly resets: number;
  readonly bytes: number;
}

/** A proxy on a port of its own; opened with `FaultProxy.open`. */
export class FaultProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #target: Target;
  readonly #random: () => number;
  readonly #links = new Set<DisturbedLink>();
  #faults: LinkFaults = {};
  #isFrozen = false;
  #isCut = false;
  #counts = { connections: 0, refused: 0, resets: 0, bytes: 0 };

  private constructor(server: Server, target: Target, seed: number) {
    this.#server = server;
    this.#target = target;
    this.#random = seededRandom(seed);
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#take(socket));
  }

  /** Opens one in front of a URL of any scheme with a host and a port, such as that of a database. */
  static async open(target: string, seed = 1): Promise<FaultProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server, { host: hostname, port: Number(port) }, seed);
  }

  get counts(): LinkCounts {
    return { ...this.#counts };
  }

  /** The same URL by way of the proxy. */
  through(target: string): string {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href.replace(/\/$/, '');
  }

  /** Replaces the faults; bytes that are under way keep the delay they got. */
  disturb(faults: LinkFaults): void {
    this.#faults = faults;
  }

  /** A black hole: connections stay open on both sides, new ones are taken, and nothing passes, no bytes, no FIN, no RST. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Cuts every connection and resets each new one. */
  cut(): void {
    this.#isCut = true;
    for (const link of this.#links) link.reset();
  }

  /** Ends a freeze and a cut, and all faults. What was held back arrives, as after a repaired route. */
  heal(): void {
    this.#isFrozen = false;
    this.#isCut = false;
    this.#faults = {};
    for (const link of this.#links) {
      link.thaw();
      if (link.isOver) this.#links.delete(link);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links) link.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(near: Socket): void {
    if (this.#isCut) {
      this.#counts.refused++;
      near.on('error', () => undefined).resetAndDestroy(); // its own end is all it could complain about
      return;
    }
    this.#counts.connections++;
    const link = new DisturbedLink(near, this.#target, this.#conditionsOf(() => link));
    this.#links.add(link);
    near.once('close', () => this.#isFrozen || this.#links.delete(link)); // while it is frozen the far side has still to hear of it
  }

  #conditionsOf(link: () => DisturbedLink): PipeConditions {
    let isDoomed = this.#random() < (this.#faults.resetPerConnection ?? 0);
    return {
      isFrozen: () => this.#isFrozen,
      latencyMs: () => (this.#faults.latencyMs ?? 0) + this.#random() * (this.#faults.jitterMs ?? 0),
      bytesPerSecond: () => this.#faults.bytesPerSecond ?? Number.POSITIVE_INFINITY,
      mayPass: (bytes) => {
        const isReset = isDoomed || this.#random() < (this.#faults.resetPerChunk ?? 0);
        isDoomed = false;
        if (isReset) {
          this.#counts.resets++;
          link().reset();
          return false;
        }
        this.#counts.bytes += bytes;
        return true;
      },
    };
  }
}
