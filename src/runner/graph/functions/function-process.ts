// A file of functions over the lives of its processes: one call at a time, a new process after one that ended or was ended.
import path from 'node:path';
import type { AlgorithmDescription } from '../../../domain/graph/algorithm.ts';
import { algorithmAt } from '../../../domain/graph/algorithm-input.ts';
import { NodeFailure, type AlgorithmCode, type NodeCall, type NodeValue } from '../algorithm-code.ts';
import { watchedMemory } from './call-memory.ts';
import { FunctionChild } from './function-child.ts';
import { launchFunctions, type FunctionTools } from './function-launch.ts';

/** A file that was loaded at least once. */
export class FunctionProcess {
  readonly algorithms: readonly AlgorithmCode[];
  readonly #file: string;
  readonly #tools: FunctionTools;
  readonly #offered: string;
  #child: FunctionChild;
  /** Settles when the last call that was asked for is over; there are no more of them than nodes that run at the same time. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(file: string, tools: FunctionTools, first: LoadedChild) {
    this.#file = file;
    this.#tools = tools;
    this.#child = first.child;
    this.#offered = JSON.stringify(first.algorithms);
    this.algorithms = first.algorithms.map((description) => ({ description, run: (call) => this.#inTurn(description, call) }));
  }

  /** Starts the first process; throws an error that begins with the file and says what is wrong with it. */
  static async start(file: string, tools: FunctionTools): Promise<FunctionProcess> {
    return new FunctionProcess(file, tools, await loadChild(file, tools, NEVER));
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#child.isEnded) await this.#child.ended;
    else await this.#child.close();
    // A call may have been about to start another process.
    await this.#turn;
  }

  async #inTurn(algorithm: AlgorithmDescription, call: NodeCall): Promise<readonly NodeValue[]> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    try {
      await before;
      if (call.signal.aborted || this.#closing.signal.aborted) throw new NodeFailure('the call was given up before it began');
      const child = await this.#living();
      const { maxBytes } = call;
      using _ = watchedMemory(child.pid, maxBytes, () => child.giveUp(`the function needs more memory than the ${Math.floor(maxBytes! / MIB)} MiB that a run of this deployment may take; send smaller pictures or raise the memory of the deployment`));
      return await child.call(algorithm, call);
    } finally {
      resolve();
    }
  }

  async #living(): Promise<FunctionChild> {
    if (!this.#child.isEnded) return this.#child;
    await this.#child.ended;
    const { child, algorithms } = await loadChild(this.#file, this.#tools, this.#closing.signal).catch((error: unknown) => {
      throw new NodeFailure(error instanceof Error ? error.message : String(error), { cause: error });
    });
    this.#child = child;
    if (JSON.stringify(algorithms) === this.#offered && !this.#closing.signal.aborted) return child;
    // Graphs are checked against what was registered: other descriptions must be registered first.
    await child.kill();
    throw new NodeFailure(`${path.basename(this.#file)} has changed since the runner started; start the runner again to offer it as it is now`);
  }
}

const MIB = 2 ** 20;

interface LoadedChild {
  readonly child: FunctionChild;
  readonly algorithms: readonly AlgorithmDescription[];
}

const NEVER = new AbortController().signal;

async function loadChild(file: string, tools: FunctionTools, signal: AbortSignal): Promise<LoadedChild> {
  const launched = await launchFunctions(file, tools).catch((error: unknown) => {
    throw new Error(`${file}: its process could not be started: ${(error as Error).message}`, { cause: error });
  });
  const child = new FunctionChild(launched, (line) => tools.log.info({ algorithmFile: file }, line));
  try {
    const name = path.basename(file).replace(/\.[a-z]+$/, '');
    const algorithms = (await child.load(signal)).map((given, i) => algorithmAt(named(given, name), [String(i)]));
    return { child, algorithms };
  } catch (error) {
    await child.kill();
    const message = error instanceof Error ? error.message : String(error);
    // The process names the line itself where it knows it.
    throw new Error(message.startsWith(file) ? message : `${file}: ${message}`, { cause: error });
  }
}

// `invert` of tones.py is offered as `tones.invert`.
function named(given: unknown, file: string): unknown {
  if (typeof given !== 'object' || given === null || !('name' in given)) return given;
  return { ...given, name: `${file}.${String(given.name)}`, source: 'FUNCTION' };
}
