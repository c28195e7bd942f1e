// Nodes of graphs that reports say are over: what is open of an attempt is known without reading it again behind their records.
import type { AttemptRef, ReportItem } from '../../../domain/dispatch/protocol.ts';
import type { LiveAttempt } from '../../../store/write/ending.store.ts';

/** The items of one session. */
interface Told {
  readonly session: string;
  readonly items: readonly ReportItem[];
}

/** Nodes that are over, by the items that say so: the ends of their phases, and of steps of those. */
export class OverNodes {
  readonly #items = new Set<ReportItem>();
  readonly #nodes = new Set<string>();

  constructor(reports: readonly Told[]) {
    for (const { session, items } of reports) {
      for (const item of items) {
        if (item.type !== 'phase' || item.section !== 'node' || item.state === 'RUNNING') continue;
        this.#items.add(item);
        this.#nodes.add(nodeKey(session, item, item.index));
      }
      for (const item of items) if (item.type === 'step' && item.section === 'node' && item.state !== 'RUNNING' && this.#nodes.has(nodeKey(session, item, item.index))) this.#items.add(item);
    }
  }

  /** Whether an item says nothing but that a node is over. */
  has(item: ReportItem): boolean {
    return this.#items.has(item);
  }

  /** The attempt as it is once that is on record. */
  without(live: LiveAttempt): LiveAttempt {
    const { attemptId, attemptEpoch: epoch, sessionId, openNodes } = live;
    if (openNodes === null || sessionId === null) return live;
    return { ...live, openNodes: openNodes.filter(({ phase }) => !this.#nodes.has(nodeKey(sessionId, { attemptId, epoch }, phase.index))) };
  }
}

function nodeKey(session: string, { attemptId, epoch }: AttemptRef, index: number): string {
  return `${session} ${attemptId} ${epoch} ${index}`;
}
