// The nodes of a run that the runner carries out itself: functions of people and models on servers.
import type { NodeValue } from './algorithm-code.ts';
import type { GraphHost } from './host/graph-host.ts';
import type { PlannedWork } from './planned-graph.ts';

/** For whom they are carried out. */
export interface CallHome {
  readonly host: Pick<GraphHost, 'send'>;
  readonly maxPixels: number;
  /** Bytes of memory that the run may take. */
  readonly maxBytes: number;
  readonly say: (line: string) => void;
}

/** The calls of one run, each known by its node. */
export class NodeCalls {
  readonly #nodes: readonly PlannedWork[];
  readonly #home: CallHome;
  readonly #live = new Map<number, AbortController>();
  #isOver = false;

  constructor(nodes: readonly PlannedWork[], home: CallHome) {
    this.#nodes = nodes;
    this.#home = home;
  }

  /** Begins one; what it gives, or why it gives nothing, is told to the process of the run. */
  begin(node: number, inputs: readonly (NodeValue | null)[]): void {
    // A process that is ended for its memory says nothing more, not even that it does without what it has just asked for.
    if (this.#isOver) return;
    const abort = new AbortController();
    this.#live.set(node, abort);
    void this.#carryOut(node, inputs, abort.signal).finally(() => this.#live.delete(node));
  }

  /** Nobody wants what it gives any more. */
  drop(node: number): void {
    this.#live.get(node)?.abort(new Error('the run was ended'));
  }

  /** The run is over. */
  end(): void {
    this.#isOver = true;
    for (const node of this.#live.keys()) this.drop(node);
  }

  async #carryOut(node: number, inputs: readonly (NodeValue | null)[], signal: AbortSignal): Promise<void> {
    const { code, parameters } = this.#nodes[node]!;
    const { host, maxPixels, maxBytes, say } = this.#home;
    try {
      const values = await code!.run({ inputs, parameters, signal, maxPixels, maxBytes, say });
      if (!signal.aborted) host.send({ type: 'given', node, values });
    } catch (error) {
      if (!signal.aborted) host.send({ type: 'refused', node, message: error instanceof Error ? error.message || error.name : String(error) });
    }
  }
}
