// What the server is told of the nodes of a graph: each a phase with one step, live for runs that take a while, all at once for short ones.
import type { AttemptRef, PhaseFact, StepFact } from '../../domain/dispatch/protocol.ts';
import { storedText } from '../../domain/input/stored-json.ts';
import { STEP_RECORD_LIMITS } from '../../domain/steps/step-record.ts';
import { recordedArguments } from '../steps/call-values.ts';
import type { ReportQueue } from '../session/report-queue.ts';
import type { JobNode } from './host/graph-job.ts';
import { nodeName } from './planned-graph.ts';

/**
 * Milliseconds for which facts wait for others. Most runs of small pictures are over by then, and everything about them travels in the
 * report of their end: one transaction instead of two, and one row written once instead of twice.
 */
export const LIVE_AFTER_MS = 100;

interface Waiting {
  readonly node: number;
  readonly phase: PhaseFact;
  readonly step: StepFact;
}

/** Writes phases and steps of one attempt. */
export class NodeJournal {
  readonly #ref: AttemptRef;
  readonly #queue: ReportQueue;
  readonly #nodes: readonly Pick<JobNode, 'algorithm' | 'parameters'>[];
  /** How often each node has been carried out before, by records that count. */
  readonly #tries: ReadonlyMap<number, number>;
  readonly #open = new Set<number>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(ref: AttemptRef, options: { readonly queue: ReportQueue; readonly nodes: readonly Pick<JobNode, 'algorithm' | 'parameters'>[]; readonly tries: ReadonlyMap<number, number> }) {
    this.#ref = ref;
    this.#queue = options.queue;
    this.#nodes = options.nodes;
    this.#tries = options.tries;
  }

  /** A node begins. */
  begin(node: number): void {
    this.#open.add(node);
    this.#add({ node, phase: phaseOf(node, 'RUNNING'), step: { ...this.#place(node), state: 'RUNNING' } });
  }

  /** A node has given its outputs. */
  end(node: number, outputs: readonly string[]): void {
    this.#over({ node, phase: phaseOf(node, 'SUCCEEDED'), step: { ...this.#place(node), state: 'SUCCEEDED', output: { outputs } } });
  }

  /** A node failed. */
  fail(node: number, message: string): void {
    const error = storedText(message.slice(0, STEP_RECORD_LIMITS.error));
    this.#over({ node, phase: phaseOf(node, 'FAILED'), step: { ...this.#place(node), state: 'FAILED', error } });
  }

  /** The run failed: the nodes beside the one that did it were stopped. Nothing is written afterwards. */
  failOpen(): void {
    for (const node of this.#open) this.#over({ node, phase: phaseOf(node, 'STOPPED'), step: { ...this.#place(node), state: 'FAILED', error: 'stopped, because the run was over' } });
    this.close();
  }

  /** The nodes at work in words that go on a sentence; nothing when none is. */
  get present(): string {
    const names = [...this.#open].map((node) => nodeName(node, this.#nodes[node]!.algorithm));
    return names.length === 0 ? '' : ` at ${names.join(' and ')}`;
  }

  /** Everything that waits travels with the fact that comes next; nothing is written afterwards. */
  close(): void {
    this.#flush();
    this.#isClosed = true;
  }

  /** Forgets what waits: the attempt is no longer this runner's. */
  discard(): void {
    this.#waiting = [];
    this.close();
  }

  #over(end: Waiting): void {
    this.#open.delete(end.node);
    const at = this.#waiting.findIndex(({ node }) => node === end.node);
    // Its beginning was never told: one record says both.
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#add(end);
  }

  #add(fact: Waiting): void {
    if (this.#isClosed) return;
    this.#waiting.push(fact);
    this.#timer ??= setTimeout(() => this.#flush(), LIVE_AFTER_MS);
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { phase, step } of this.#waiting.splice(0)) {
      this.#push({ type: 'phase', ...phase }, { type: 'phase', ...phase });
      const { output: _, ...bare } = step;
      this.#push({ type: 'step', ...step }, { type: 'step', ...bare, args: {} });
    }
  }

  // Late ones wait until the event loop has turned: so the end of the run, when it is next, is in the same report.
  #push(fact: object, fallback: object): void {
    const item = (n: number, content: object): string => JSON.stringify({ n, ...this.#ref, ...content });
    this.#queue.push({ json: (n) => item(n, fact), fallback: (n) => item(n, fallback), taken: () => undefined }, { isLate: true });
  }

  #place(node: number): Omit<StepFact, 'state'> {
    const { algorithm, parameters } = this.#nodes[node]!;
    return { section: 'node', index: node, path: '0', sample: 0, try: (this.#tries.get(node) ?? 0) + 1, kind: 'call', method: algorithm, args: recordedArguments(parameters) };
  }
}

function phaseOf(index: number, state: PhaseFact['state']): PhaseFact {
  return { section: 'node', index, state };
}
