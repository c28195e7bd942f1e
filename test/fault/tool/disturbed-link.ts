// One connection through the proxy: two sockets and the two directions between them.
import { connect, type Socket } from 'node:net';
import { DelayedPipe, type PipeConditions } from './delayed-pipe.ts';

/** Where connections go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One connection; its far end is dialled when nothing is frozen. */
export class DisturbedLink {
  readonly #near: Socket;
  readonly #target: Target;
  readonly #conditions: PipeConditions;
  #far: Socket | null = null;
  #pipes: readonly DelayedPipe[] = [];
  /** Set when one end has gone away: the other hears of it once something passes again. */
  #ending: 'CLOSED' | 'RESET' | null = null;

  constructor(near: Socket, target: Target, conditions: PipeConditions) {
    this.#near = near;
    this.#target = target;
    this.#conditions = conditions;
    this.#watch(near);
    near.pause();
    this.thaw();
  }

  /** Whether both sides have ended. */
  get isOver(): boolean {
    return this.#near.destroyed && this.#far?.destroyed !== false;
  }

  /** Goes on after a freeze: dials what was not dialled, passes what was held, ends what was ended. */
  thaw(): void {
    if (this.#conditions.isFrozen()) return;
    if (this.#ending !== null) return this.#end(this.#ending);
    if (this.#far === null) this.#dial();
    else for (const pipe of this.#pipes) pipe.pump();
  }

  /** Both sides get a reset (RST). */
  reset(): void {
    this.#end('RESET');
  }

  /** Both sides are closed without a word to each other. */
  destroy(): void {
    this.#end('CLOSED');
  }

  #dial(): void {
    const far = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    this.#far = far;
    this.#watch(far);
    this.#pipes = [new DelayedPipe(this.#near, far, this.#conditions), new DelayedPipe(far, this.#near, this.#conditions)];
    this.#near.resume();
  }

  #watch(socket: Socket): void {
    socket.on('error', () => this.#ended('RESET'));
    socket.on('close', () => this.#ended('CLOSED'));
  }

  #ended(how: 'CLOSED' | 'RESET'): void {
    this.#ending ??= how;
    if (!this.#conditions.isFrozen()) this.#end(this.#ending);
  }

  #end(how: 'CLOSED' | 'RESET'): void {
    this.#ending = how;
    for (const pipe of this.#pipes) pipe.close();
    for (const socket of [this.#near, this.#far]) {
      if (how === 'RESET') socket?.resetAndDestroy();
      else socket?.destroy();
    }
  }
}
