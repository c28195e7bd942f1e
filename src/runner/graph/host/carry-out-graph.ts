// Carrying out one graph in its process: nodes as soon as their inputs are there, some at the same time, values kept no longer than needed.
import { ROOT_INPUT } from '../../../domain/graph/graph-document.ts';
import { NodeFailure, type AlgorithmCode, type NodeValue } from '../algorithm-code.ts';
import { throughPass } from '../picture/pass-picture.ts';
import { asPortAsks, checkGiven, wordsOf } from '../picture/port-value.ts';
import { readPicture } from '../picture/read-picture.ts';
import { writePicture } from '../picture/write-picture.ts';
import type { GraphJob, JobInput, JobNode, JobOutput } from './graph-job.ts';
import type { HostEnd } from './host-message.ts';
import { passNode } from './pass-node.ts';
import { PlacedFailure } from './placed-failure.ts';

/** With what it is carried out. */
export interface GraphHands {
  /** The algorithms of this process, by name. */
  readonly codes: ReadonlyMap<string, AlgorithmCode>;
  /** Aborted when nobody wants the result any more. */
  readonly signal: AbortSignal;
  begin(node: number): void;
  end(node: number, outputs: readonly string[]): void;
  say(line: string): void;
  /** Has a node carried out by the runner, until the signal says that nobody wants it. */
  call(node: number, inputs: readonly (NodeValue | null)[], signal: AbortSignal): Promise<readonly NodeValue[]>;
}

/** An end, and when all that was begun has come to rest: after a failure other nodes may still be at work for a while. */
export interface GraphEnd {
  readonly end: HostEnd;
  readonly rest: Promise<unknown>;
}

/** Carries it out; whatever goes wrong is in the answer. */
export async function carryOutGraph(job: GraphJob, hands: GraphHands): Promise<GraphEnd> {
  const course = new GraphCourse(job, hands);
  const end = await course.carryOut();
  return { end, rest: course.rest() };
}

/** Key of a value: inputs of the run are outputs of node -1. */
const keyOf = (source: number, output: number): string => `${source} ${output}`;

class GraphCourse {
  readonly #job: GraphJob;
  readonly #hands: GraphHands;
  /** Aborted with the run, and by the first failure. */
  readonly #stop = new AbortController();
  readonly #values = new Map<string, NodeValue>();
  /** How many inputs of nodes still want each value. */
  readonly #wants = new Map<string, number>();
  readonly #written = new Map<string, Promise<JobOutput>>();
  readonly #running = new Map<number, Promise<number>>();

  constructor(job: GraphJob, hands: GraphHands) {
    this.#job = job;
    this.#hands = hands;
    const edges = job.nodes.flatMap((node) => node.inputs.flatMap(({ from }) => (from === null ? [] : [keyOf(from.source, from.output)])));
    for (const key of edges) this.#wants.set(key, (this.#wants.get(key) ?? 0) + 1);
  }

  async carryOut(): Promise<HostEnd> {
    const { signal } = this.#hands;
    const onAbort = (): void => this.#stop.abort();
    signal.addEventListener('abort', onAbort);
    try {
      if (!(await this.#passesThrough())) {
        await this.#readInputs();
        await this.#runAll();
      }
      return { type: 'done', outputs: await Promise.all(this.#job.wanted.map((wanted) => this.#written.get(keyOf(wanted.node, wanted.output))!)) };
    } catch (error) {
      // Of a run that came to its end nothing is left to be stopped.
      this.#stop.abort();
      return { type: 'failed', message: messageOf(error), node: error instanceof PlacedFailure ? error.node : null };
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  rest(): Promise<unknown> {
    return Promise.allSettled([...this.#running.values(), ...this.#written.values()]);
  }

  async #readInputs(): Promise<void> {
    for (const [i, input] of this.#job.inputs.entries()) {
      this.#hands.signal.throwIfAborted();
      if (this.#wants.has(keyOf(ROOT_INPUT, i))) this.#values.set(keyOf(ROOT_INPUT, i), await this.#read(input, i));
    }
  }

  /** Carries out a graph of one node as its picture is read and written; false = it cannot be done like this, and nothing has happened. */
  async #passesThrough(): Promise<boolean> {
    const node = passNode(this.#job, this.#hands.codes);
    const passed = node && (await throughPass(this.#job.inputs[node.input]!.bytes, this.#job, node.pass));
    if (!passed) return false;
    this.#written.set(keyOf(0, 0), Promise.resolve({ type: 'image', ...passed.file }));
    this.#hands.end(0, [passed.words]);
    return true;
  }

  async #runAll(): Promise<void> {
    const { nodes, parallel } = this.#job;
    const waiting = new Set(nodes.keys());
    while (waiting.size > 0 || this.#running.size > 0) {
      this.#hands.signal.throwIfAborted();
      for (const node of waiting) {
        if (this.#running.size >= parallel) break;
        if (!this.#isReady(nodes[node]!)) continue;
        waiting.delete(node);
        this.#running.set(node, this.#run(node));
      }
      if (this.#running.size === 0) throw new Error(`nodes ${[...waiting].join(', ')} wait for each other`);
      this.#running.delete(await Promise.race(this.#running.values()));
    }
  }

  #isReady({ inputs }: JobNode): boolean {
    return inputs.every(({ from }) => from === null || this.#values.has(keyOf(from.source, from.output)));
  }

  async #read({ type, bytes }: JobInput, i: number): Promise<NodeValue> {
    try {
      if (type !== 'image') return { type, json: JSON.parse(Buffer.from(bytes).toString('utf8')) as never };
      return { type, raster: await readPicture(bytes, this.#job) };
    } catch (error) {
      throw new PlacedFailure(`input ${i}: ${messageOf(error)}`, null, { cause: error });
    }
  }

  async #run(index: number): Promise<number> {
    const node = this.#job.nodes[index]!;
    this.#hands.begin(index);
    try {
      const given = await this.#given(node, index);
      checkGiven(given, node.outputs, this.#job.maxPixels);
      this.#keep(index, given);
      this.#release(node);
      this.#hands.end(index, given.map(wordsOf));
      return index;
    } catch (error) {
      throw new PlacedFailure(messageOf(error), index, { cause: error });
    }
  }

  #given(node: JobNode, index: number): Promise<readonly NodeValue[]> {
    const inputs = node.inputs.map(({ port, from }) => (from === null ? null : asPortAsks(this.#values.get(keyOf(from.source, from.output))!, port)));
    if (node.isElsewhere) return this.#hands.call(index, inputs, this.#stop.signal);
    const code = this.#hands.codes.get(node.algorithm);
    if (!code) throw new NodeFailure('its code is not in this program; start the runner again');
    return code.run({ inputs, parameters: node.parameters, signal: this.#stop.signal, maxPixels: this.#job.maxPixels, say: (line) => this.#hands.say(line) });
  }

  #keep(index: number, given: readonly NodeValue[]): void {
    for (const [output, value] of given.entries()) {
      const key = keyOf(index, output);
      if (this.#wants.has(key)) this.#values.set(key, value);
      if (this.#job.wanted.some((wanted) => wanted.node === index && wanted.output === output)) this.#written.set(key, this.#write(value, index));
    }
  }

  /** Lets go of values that nobody needs any more. */
  #release({ inputs }: JobNode): void {
    for (const { from } of inputs) {
      if (from === null) continue;
      const key = keyOf(from.source, from.output);
      const left = this.#wants.get(key)! - 1;
      this.#wants.set(key, left);
      if (left === 0) this.#values.delete(key);
    }
  }

  #write(value: NodeValue, node: number): Promise<JobOutput> {
    const written = writeValue(value).catch((error: unknown) => {
      throw new PlacedFailure(`what it gave cannot be written: ${messageOf(error)}`, node, { cause: error });
    });
    // Whoever asks for the outputs hears of it; until then it is not an error that nobody looks at.
    written.catch(() => undefined);
    return written;
  }
}

async function writeValue(value: NodeValue): Promise<JobOutput> {
  if (value.type === 'image') return { type: 'image', ...(await writePicture(value.raster)) };
  return { type: value.type, bytes: Buffer.from(JSON.stringify(value.json)) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
