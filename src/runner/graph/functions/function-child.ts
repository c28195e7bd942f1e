// One process of a file of functions, from its start to its end: calls to it, answers of it, and how it is ended.
import type { NodeCall, NodeValue } from '../algorithm-code.ts';
import { NodeFailure } from '../algorithm-code.ts';
import type { AlgorithmDescription } from '../../../domain/graph/algorithm.ts';
import { LineSplitter } from '../../command/line-splitter.ts';
import { CallLog } from '../../deck/call-log.ts';
import { KILL_SETTLE_MS } from '../../process/end-processes.ts';
import { signalProcess } from '../../process/process-scan.ts';
import { FrameReader, framePieces } from './frame-stream.ts';
import type { LaunchedFunctions } from './function-launch.ts';
import type { Frame, FromFunctions, ToFunctions } from './function-message.ts';
import { inputFrame, outputValues } from './function-value.ts';
import { orAborted } from '../../or-aborted.ts';

/** Milliseconds in which a file must be loaded; models that a function needs may be large. */
export const FUNCTIONS_LOAD_MS = 60_000;
/** Milliseconds that an abandoned function has to heed its signal before its process is ended. */
export const FUNCTION_ABANDON_MS = 300;
/** Milliseconds that a process has to end by itself when its channel is closed. */
export const FUNCTIONS_CLOSE_MS = 1_000;
/** Characters of an error that are passed on. */
export const MAX_FAILURE_LENGTH = 4_000;

type Answer = Frame<Extract<FromFunctions, { type: 'result' | 'failed' }>> | { readonly ended: string };

interface Pending {
  readonly id: number;
  readonly maxBytes: number;
  readonly log: CallLog;
  readonly answer: (answer: Answer) => void;
}

/** A process of functions. Callers see to it that there is one call at a time. */
export class FunctionChild {
  /** Resolves with how the process ended, when nothing of it is left. */
  readonly ended: Promise<string>;
  isEnded = false;
  readonly #launched: LaunchedFunctions;
  readonly #reader = new FrameReader<FromFunctions>(() => this.#pending?.maxBytes ?? 0);
  /** Takes lines that belong to no call: while the file is loaded, and of what goes on behind calls. As many as those of one call, over the life of the process. */
  readonly #idle: CallLog;
  readonly #first = Promise.withResolvers<FromFunctions>();
  #pending: Pending | null = null;
  #calls = 0;
  /** Why the process was ended by us. */
  #fault: string | null = null;

  constructor(launched: LaunchedFunctions, say: (line: string) => void) {
    this.#launched = launched;
    this.#idle = new CallLog(say);
    this.ended = this.#watch();
    launched.channel.on('data', (chunk: Buffer) => this.#read(chunk));
    for (const stream of launched.printed) {
      const splitter = new LineSplitter();
      stream.on('data', (chunk: Buffer) => splitter.push(chunk).forEach((line) => this.#print(line)));
      stream.on('end', () => splitter.end().forEach((line) => this.#print(line)));
    }
  }

  get pid(): number {
    return this.#launched.group;
  }

  /** Waits for the first message: the descriptions as the file gives them. Throws an error that says what is wrong with the file. */
  async load(signal: AbortSignal): Promise<readonly unknown[]> {
    const first = await orAborted(Promise.race([this.#first.promise, this.ended]), AbortSignal.any([signal, AbortSignal.timeout(FUNCTIONS_LOAD_MS)]));
    if (first === null && signal.aborted) throw new Error('was not loaded, because the runner ends');
    if (first === null) throw new Error(`was not loaded within ${FUNCTIONS_LOAD_MS / 1_000} s; load what is slow at the first call`);
    if (typeof first === 'string') throw new Error(`its process ended while it was loaded: ${this.#fault ?? first}`);
    if (first.type === 'refused') throw new Error(first.message);
    if (first.type !== 'loaded') throw new Error('its process said something else than what it offers');
    return first.algorithms;
  }

  /** Carries out a call; throws `NodeFailure` when there is no result. Once it has thrown nothing of the call goes on. */
  async call(algorithm: AlgorithmDescription, call: NodeCall): Promise<readonly NodeValue[]> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const id = ++this.#calls;
    const pictures = algorithm.outputs.filter(({ type }) => type.startsWith('IMAGE')).length;
    const log = new CallLog((line) => call.say(line));
    this.#pending = { id, maxBytes: pictures * call.maxPixels * MAX_CHANNELS, log, answer: resolve };
    try {
      this.#send(inputFrame(id, algorithm, call));
      const answer = await orAborted(promise, call.signal);
      if (answer !== null) return this.#resultOf(answer, { algorithm, call });
      this.#send({ head: { type: 'abandon', id }, parts: [] });
      if ((await orAborted(promise, AbortSignal.timeout(FUNCTION_ABANDON_MS))) === null) await this.kill();
      throw new NodeFailure('the call was abandoned, because the run ends');
    } finally {
      log.end();
      this.#pending = null;
    }
  }

  /** Ends the process for that reason, which is what the call under way fails with. */
  giveUp(why: string): void {
    this.#fault ??= why;
    void this.kill();
  }

  /** Ends the process: by itself first, as its channel closes. */
  async close(): Promise<void> {
    this.#launched.channel.end();
    if ((await orAborted(this.ended, AbortSignal.timeout(FUNCTIONS_CLOSE_MS))) === null) await this.kill();
  }

  /** Ends the process and all of its group, at once. */
  async kill(): Promise<void> {
    signalProcess(-this.#launched.group, 'SIGKILL');
    await orAborted(this.ended, AbortSignal.timeout(KILL_SETTLE_MS));
  }

  #read(chunk: Buffer): void {
    // Until the process is gone it may go on sending; nothing of it can be told from the middle of a frame.
    if (this.#fault !== null) return;
    try {
      for (const frame of this.#reader.push(chunk)) this.#take(frame);
    } catch (error) {
      this.giveUp(error instanceof Error ? error.message : String(error));
    }
  }

  #take(frame: Frame<FromFunctions>): void {
    const { head } = frame;
    if (head.type === 'loaded' || head.type === 'refused') this.#first.resolve(head);
    else if (head.type === 'log') this.#print(String(head.text));
    else if (head.id === this.#pending?.id) this.#pending.answer({ ...frame, head });
  }

  #print(line: string): void {
    (this.#pending?.log ?? this.#idle).log(line);
  }

  #resultOf(answer: Answer, { algorithm, call }: { readonly algorithm: AlgorithmDescription; readonly call: NodeCall }): readonly NodeValue[] {
    if ('ended' in answer) throw new NodeFailure(this.#fault ?? `the process of the function ended: ${answer.ended}`);
    const { head, parts } = answer;
    if (head.type === 'result') return outputValues(algorithm, { head, parts }, call.maxPixels);
    const message = head.at === null ? head.message : `${head.message} (${head.at})`;
    throw new NodeFailure(message.slice(0, MAX_FAILURE_LENGTH).replaceAll('\0', '\ufffd').toWellFormed());
  }

  #send(frame: Frame<ToFunctions>): void {
    // An error of the channel is the end of the process, which is told by itself.
    if (this.#launched.channel.writable) for (const piece of framePieces(frame)) this.#launched.channel.write(piece);
  }

  async #watch(): Promise<string> {
    const { process, channel } = this.#launched;
    const how = await new Promise<string>((resolve) => process.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)));
    this.isEnded = true;
    this.#idle.end();
    // What it started goes with it, also what left the group.
    await this.#launched.mark.clear();
    // What it said before its end may still be on its way.
    const closed = new Promise<void>((resolve) => channel.once('close', resolve));
    if (!channel.destroyed) await orAborted(closed, AbortSignal.timeout(KILL_SETTLE_MS));
    // A program that left the group may hold the other end open.
    channel.destroy();
    this.#pending?.answer({ ended: how });
    return how;
  }
}

/** Samples of a pixel, at most. */
const MAX_CHANNELS = 4;
