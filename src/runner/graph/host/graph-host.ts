// One process for graphs as the runner sees it: one run at a time, watched for its memory, ended when it does not let go.
import type { DeckTools } from '../../deck/deck-tools.ts';
import { KILL_SETTLE_MS } from '../../process/end-processes.ts';
import { signalProcess } from '../../process/process-scan.ts';
import { pause } from '../../retry-delay.ts';
import type { GraphJob } from './graph-job.ts';
import { HostError } from './host-error.ts';
import { launchHost, type LaunchedHost } from './host-launch.ts';
import type { FromHost, HostEnd, HostMessage, ToHost } from './host-message.ts';
import { residentBytes } from './resident-memory.ts';

/** Milliseconds in which a process must have loaded its algorithms. */
export const HOST_LOAD_MS = 30_000;
/** Milliseconds between two looks at the memory of a process at work; one look costs some 20 µs. */
export const MEMORY_LOOK_MS = 25;
/** Milliseconds that a cancelled run, and what is left of one that failed, has to come to rest before its process is ended. */
export const REST_MS = 300;

/** What a run came to: what its process said, or why that said nothing. */
export type RunOutcome =
  | HostEnd
  | { readonly type: 'cancelled' }
  | { readonly type: 'memory' }
  | { readonly type: 'gone'; readonly how: string };

/** What is told of a run meanwhile. */
export type RunNews = Extract<FromHost, { readonly type: 'begin' | 'end' | 'say' | 'call' | 'drop' }>;

/** How a run is watched. */
export interface RunWatch {
  /** Aborted when its result is not wanted any more. */
  readonly signal: AbortSignal;
  /** Bytes that the process may grow by, counted from when it had just started. */
  readonly maxBytes: number;
  readonly news: (news: RunNews) => void;
}

/** Starts one and waits until it can be given work; throws `HostError`. */
export async function startHost(module: string, tools: DeckTools): Promise<GraphHost> {
  const host = new GraphHost(await launchHost(module, tools));
  try {
    await host.load();
    return host;
  } catch (error) {
    await host.kill();
    throw error;
  }
}

interface HostListener {
  readonly take: (message: FromHost) => void;
  readonly over: (how: string) => void;
}

const NOBODY: HostListener = { take: () => undefined, over: () => undefined };

/** A process. */
export class GraphHost {
  /** Resolves with how it ended, when nothing of it is left. */
  readonly ended: Promise<string>;
  isEnded = false;
  /** Resolves when it is at rest after its last run, or gone. */
  settled: Promise<void> = Promise.resolve();
  /** When it was last at rest, by `performance.now()`. */
  idleSince = 0;
  readonly #launched: LaunchedHost;
  #freshBytes = 0;
  #grownBytes = 0;
  /** Whoever is told what it says, and of its end: a promise that lives as long as the process would keep something of every run that waited for it. */
  #listener: HostListener = NOBODY;

  constructor(launched: LaunchedHost) {
    this.#launched = launched;
    launched.process.on('message', (message) => this.#hear(message as HostMessage));
    this.ended = this.#watch();
  }

  get pid(): number {
    return this.#launched.pid;
  }

  /** Bytes it had grown by when it was last at rest: what earlier runs have left behind. */
  get grownBytes(): number {
    return this.#grownBytes;
  }

  /** Waits for the first message. */
  async load(): Promise<void> {
    const first = new Promise<FromHost>((resolve) => (this.#listener = { take: resolve, over: NOBODY.over }));
    const isHere = new AbortController();
    const message = await Promise.race([first, this.ended, pause(HOST_LOAD_MS, isHere.signal)]);
    // The timer would keep the runner alive.
    isHere.abort();
    if (message === undefined) throw new HostError(`the process for graphs has not loaded its algorithms within ${HOST_LOAD_MS / 1_000} s`);
    if (typeof message === 'string') throw new HostError(`the process for graphs ended while it loaded its algorithms: ${message}`);
    if (message.type !== 'ready') throw new HostError(`the process for graphs cannot load its algorithms: ${message.type === 'unable' ? message.message : message.type}`);
    this.#freshBytes = message.rss;
  }

  /** Carries out a run. The next one may begin when `settled`. */
  async run(job: GraphJob, { signal, maxBytes, news }: RunWatch): Promise<RunOutcome> {
    const outcome = Promise.withResolvers<RunOutcome>();
    const rest = Promise.withResolvers<void>();
    // Functions that are assigned to a property stay until V8 collects everything, with all of the run; those of an object do not.
    const listener: HostListener = {
      take: (message) => {
        if (message.type === 'idle') {
          this.#grownBytes = message.rss - this.#freshBytes;
          rest.resolve();
        } else if (message.type === 'done' || message.type === 'failed') outcome.resolve(message);
        else if (message.type !== 'ready' && message.type !== 'unable') news(message);
      },
      over: (how) => {
        outcome.resolve({ type: 'gone', how });
        rest.resolve();
      },
    };
    this.#listener = listener;
    const onAbort = (): void => outcome.resolve({ type: 'cancelled' });
    signal.addEventListener('abort', onAbort);
    const looks = setInterval(() => this.#isOver(maxBytes) && outcome.resolve({ type: 'memory' }), MEMORY_LOOK_MS);
    this.send({ type: 'run', job });
    if (signal.aborted) onAbort();
    if (this.isEnded) listener.over('before the run began');
    const came = await outcome.promise;
    clearInterval(looks);
    signal.removeEventListener('abort', onAbort);
    this.settled = this.#settle(came, rest.promise);
    return came;
  }

  /** Says something; to one that has just ended it says nothing, its end is told by itself. */
  send(message: ToHost): void {
    if (this.#launched.process.connected) this.#launched.process.send(message, () => undefined);
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    if (!this.isEnded) signalProcess(-this.pid, 'SIGKILL');
    const isGone = new AbortController();
    await Promise.race([this.ended, pause(KILL_SETTLE_MS, isGone.signal)]);
    isGone.abort();
  }

  async #settle({ type }: RunOutcome, rest: Promise<void>): Promise<void> {
    if (type === 'cancelled') this.send({ type: 'cancel' });
    const timer = setTimeout(() => void this.kill(), type === 'memory' ? 0 : REST_MS);
    await rest;
    clearTimeout(timer);
    this.#listener = NOBODY;
  }

  #hear(message: HostMessage): void {
    if (message.type !== 'several') return this.#listener.take(message);
    for (const each of message.all) this.#listener.take(each);
  }

  #isOver(maxBytes: number): boolean {
    const bytes = residentBytes(this.pid);
    return bytes !== null && bytes - this.#freshBytes > maxBytes;
  }

  async #watch(): Promise<string> {
    const { process, mark } = this.#launched;
    const how = await new Promise<string>((resolve) => process.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)));
    // What it said before its end may still be on its way.
    if (process.connected) await new Promise<void>((resolve) => process.once('disconnect', () => resolve()));
    this.isEnded = true;
    await mark.clear();
    this.#listener.over(how);
    return how;
  }
}
